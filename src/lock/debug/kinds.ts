import { ClhLock } from '../clh-lock/clh-lock.ts';
import { Condvar } from '../condvar/condvar.ts';
import { McsLock } from '../mcs-lock/mcs-lock.ts';
import { Mutex } from '../mutex/mutex.ts';
import { ParkingMutex } from '../parking-mutex/parking-mutex.ts';
import { OwnedLock } from '../owned-lock.ts';
import { ReentrantGuard } from '../reentrant-lock/reentrant-guard.ts';
import { ReentrantLock } from '../reentrant-lock/reentrant-lock.ts';
import { ReadGuard, UpgradableReadGuard, WriteGuard } from '../rw-lock/rw-guards.ts';
import { RwLock } from '../rw-lock/rw-lock.ts';
import { Permits } from '../semaphore/permits.ts';
import { Semaphore } from '../semaphore/semaphore.ts';
import { SeqLock } from '../seq-lock/seq-lock.ts';
import { SpinLock } from '../spin-lock/spin-lock.ts';
import { QueueLock } from '../queue-lock.ts';
import { TicketLock } from '../ticket-lock/ticket-lock.ts';
import { followJoin } from './follow-join.ts';
import { followWords } from './follow-words.ts';
import { followChange, followGiving, followNotice, followTaking, type Forms, replace } from './instrument.ts';

/** The locks whose `lock()` and `unlock()` are all there is to follow, and the one that is held once for each guard. A new kind joins here. */
const LOCKS: readonly { readonly prototype: object }[] = [
  Mutex,
  SpinLock,
  ReentrantLock,
  SeqLock,
  TicketLock,
  ClhLock,
  McsLock,
  ParkingMutex,
];

const forms = (mode: Forms['mode'], name: string): Forms => {
  const Name = name[0]!.toUpperCase() + name.slice(1);
  return { mode, attempt: `try${Name}`, blocking: name, timed: `try${Name}For`, async: `${name}Async`, timedAsync: `try${Name}ForAsync` };
};

// What gives a lock back: the handle that it was taken through, or the guard.
const handleOrGuard = (self: object, guard: object): object => (guard instanceof ReentrantGuard ? guard : self);
const itself = (_self: object, guard: object): object => guard;

/** Takes, runs what it is given with the guard, and gives back, each by its own method; refuses what is no function as the original does. */
function slowly<L extends object>(take: (lock: L) => Disposable) {
  return (original: (body: any) => unknown) =>
    function (this: L, body: (guard: Disposable) => unknown): unknown {
      if (typeof body !== 'function') return original.call(this, body);
      const guard = take(this);
      try {
        return body(guard);
      } finally {
        guard[Symbol.dispose]();
      }
    };
}

/** Follows every kind of lock from here on, in this thread. */
export function followAll(): void {
  for (const { prototype } of LOCKS) {
    followTaking(prototype, forms('exclusive', 'lock'), handleOrGuard);
    followGiving(prototype, 'unlock');
  }
  followGiving(ParkingMutex.prototype, 'unlockFair');
  followGiving(ReentrantGuard.prototype, 'end');
  // The fast forms write lock() and unlock() out; the slow ones call them.
  for (const { prototype } of [OwnedLock, QueueLock]) replace(prototype, 'withLock', () => OwnedLock.prototype.withLockSlowly);
  replace(
    RwLock.prototype,
    'withRead',
    slowly((lock: RwLock) => lock.read()),
  );
  replace(
    RwLock.prototype,
    'withWrite',
    slowly((lock: RwLock) => lock.write()),
  );
  replace(
    Semaphore.prototype,
    'withPermits',
    (original) =>
      function (this: Semaphore, amount: number, body: () => unknown) {
        return slowly((semaphore: Semaphore) => semaphore.acquire(amount))(original.bind(this, amount)).call(this, body);
      },
  );
  followTaking(RwLock.prototype, forms('reading', 'read'), itself);
  followTaking(RwLock.prototype, forms('exclusive', 'write'), itself);
  followTaking(RwLock.prototype, forms('upgradable', 'upgradableRead'), itself);
  followTaking(UpgradableReadGuard.prototype, forms('exclusive', 'upgrade'), itself, (guard: { lock: RwLock<any, any> }) => guard.lock);
  for (const { prototype } of [ReadGuard, UpgradableReadGuard, WriteGuard]) followGiving(prototype, 'end');
  followChange(UpgradableReadGuard.prototype, 'downgrade', 'reading');
  followChange(WriteGuard.prototype, 'downgrade', 'reading');
  followChange(WriteGuard.prototype, 'downgradeToUpgradable', 'upgradable');
  followTaking(Semaphore.prototype, forms('permits', 'acquire'), itself);
  followGiving(Permits.prototype, 'release');
  followGiving(Permits.prototype, 'forget');
  followWords();
  followJoin();
  for (const name of ['wait', 'waitFor', 'waitWhile', 'waitWhileFor']) followNotice(Condvar.prototype, name, false);
  for (const name of ['waitAsync', 'waitWhileAsync']) followNotice(Condvar.prototype, name, true);
}
