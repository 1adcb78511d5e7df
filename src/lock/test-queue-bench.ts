import { time } from '../../bench/harness/quick.ts';
import { type ClhLock, type McsLock, Mutex, type TicketLock } from './index.ts';

type QueueLock = ClhLock | McsLock | TicketLock;

/** What locking a free queue lock costs beside a mutex, one thread alone. `own` lies in a memory of the program. */
export function benchQueueLock(lock: QueueLock, own: QueueLock): void {
  const mutex = new Mutex();
  let total = 0;

  const bump = (): void => {
    total++;
  };

  time(
    'withLock',
    (steps) => {
      for (let i = 0; i < steps; i++) lock.withLock(bump);
    },
    lock.kind.toLowerCase().replace('lock', '-lock'),
  );

  time('tryLock and unlock', (steps) => {
    for (let i = 0; i < steps; i++) {
      lock.tryLock();
      total++;
      lock.unlock();
    }
  });

  time('withLock, in a SharedArrayBuffer of one’s own', (steps) => {
    for (let i = 0; i < steps; i++) own.withLock(bump);
  });

  time('withLock of a Mutex', (steps) => {
    for (let i = 0; i < steps; i++) mutex.withLock(bump);
  });

  console.log(`${total} sections were run`);
}
