/** Nobody takes what is not there, nobody sleeps although something is, and what was done before a signal is seen after the wait. */
import { AtomicI32 } from 'lockwright/atomic';
import { mutuallyExclusive } from 'lockwright/check';
import { holds, mustBe } from '../lib/claims.ts';
import { consume, produce, Semaphore } from './01-semaphore.ts';

holds({ js: 33, rc11: 33 }, 'what is put into the box comes out of it', () => {
  const box = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const empty = new AtomicI32(1);
  const full = new AtomicI32(0);
  return {
    threads: [() => produce(box, empty, full, 2), () => consume(box, empty, full, 2)],
    finally: ([, sum]) => mustBe(sum, 3, 'the sum'),
  };
});

holds({ js: 12, rc11: 20 }, 'with a first count of 1, one at a time', () => {
  const count = new AtomicI32(1);
  const section = mutuallyExclusive('the critical section');
  const visit = (): void => {
    const semaphore = new Semaphore(count);
    semaphore.wait();
    section(() => {});
    semaphore.signal();
  };
  return { threads: [visit, visit], finally: () => mustBe(count.load(), 1, 'the count') };
});

holds({ js: 380 }, 'two who wait are woken by two signals', () => {
  const count = new AtomicI32(0);
  const wait = (): void => new Semaphore(count).wait();
  const signalTwice = (): void => {
    new Semaphore(count).signal();
    new Semaphore(count).signal();
  };
  return { threads: [wait, wait, signalTwice], finally: () => mustBe(count.load(), 0, 'the count') };
});
