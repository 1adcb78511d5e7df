/** One at a time, and nobody sleeps for ever, whichever byte they wait for. */
import { AtomicU8 } from 'lockwright/atomic';
import { holds, mustBe } from '../lib/claims.ts';
import { ByteLock, move, newLot } from './07-parking-lot.ts';
import { countTo, oneAtATime } from './lock-programs.ts';

const make = (): (() => ByteLock) => {
  const lot = newLot();
  const state = new AtomicU8(0);
  return () => new ByteLock(state, lot);
};

holds({ js: 16, rc11: 16 }, 'two threads count', countTo(make, 2, 1));
holds({ js: 16, rc11: 16 }, 'one at a time', oneAtATime(make));

holds({ js: 31 }, 'two locks have one lot', () => {
  const lot = newLot();
  const states = [new AtomicU8(0), new AtomicU8(0)];
  const accounts = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  return {
    threads: [0, 1].map((from) => () => move(lot, states, accounts, from, 1)),
    finally: () => mustBe(accounts.join(), '0,0', 'the accounts'),
  };
});

holds({ js: 89 }, 'an unlock wakes one who waits for this lock, and not for another', () => {
  const lot = newLot();
  const [first, second] = [new AtomicU8(0), new AtomicU8(0)];
  const lockOf = (state: AtomicU8): ByteLock => new ByteLock(state, lot);
  lockOf(first).lock();
  lockOf(second).lock();
  const passOn = (): void => {
    lockOf(second).lock();
    lockOf(first).unlock();
  };
  return { threads: [() => lockOf(first).lock(), passOn, () => lockOf(second).unlock()] };
});
