import { dropRow } from '../../memory/lock-table.ts';
import { DeadlockError } from '../../realm/errors.ts';
import { realm } from '../../realm/realm.ts';
import type { Named } from '../lock-errors.ts';
import { callerPlace } from './place.ts';
import { addHold, addOrder, addWait, lockName, lockRow, type Mode, thisThread, type Waiting } from './records.ts';
import { report, throwsDeadlocks } from './settings.ts';
import { noteHold, noteWait } from './statistics.ts';
import { circleFrom, circleText } from './wait-for-graph.ts';

/** What happens around each taking and giving back of a lock while locks are debugged. Some 10 µs each, most of it for the place. */

interface Hold {
  readonly row: number;
  readonly lock: number;
  readonly place: string;
  readonly since: number;
  /** A promise's: another task of this thread may have it, so it says nothing of an order. */
  readonly isAsync: boolean;
}

/** What this thread holds, by what it gives back: the lock's handle, or a guard of its own. */
const holds = new Map<object, Hold>();
const knownOrders = new Set<string>();

/** One taking of a lock, from the call to the end of it. */
export class Taking {
  readonly lock: number;
  readonly mode: Mode;
  readonly place = callerPlace();
  readonly #since = realm.now();
  #wait = 0;
  #waited = false;

  constructor(lock: Named, mode: Mode) {
    this.lock = lockRow(lock);
    this.mode = mode;
  }

  /** Compares with the order in which the locks were taken before: called where this one may wait. */
  checkOrder(): void {
    if (this.mode === 'permits') return;
    for (const held of holds.values()) {
      const order = `${held.lock} ${this.lock}`;
      if (held.isAsync || held.lock === this.lock || held.lock === 0 || this.lock === 0 || knownOrders.has(order)) continue;
      knownOrders.add(order);
      const back = addOrder(held.lock, this.lock, held.place, this.place);
      if (back === undefined) continue;
      const now = { from: held.lock, to: this.lock, fromPlace: held.place, toPlace: this.place, thread: thisThread() };
      const lines = [now, ...back].map(
        ({ from, to, fromPlace, toPlace, thread }) =>
          `  thread ${thread} took ${lockName(to)} at ${toPlace}\n    while it held ${lockName(from)}, taken at ${fromPlace}`,
      );
      report(
        `Lock order: these locks are taken in orders that can deadlock, though nothing hangs now:\n${lines.join('\n')}\n` +
          '  Take them in the same order everywhere.',
      );
    }
  }

  /** Called before it waits. @throws {DeadlockError} if that closes a circle of waits that nothing can end */
  begin(waiting: Waiting): void {
    this.#waited = waiting !== 'promise'; // nobody can tell whether a promise was kept at once
    this.#wait = addWait(this.lock, this.mode, this.place, waiting);
    const circle = waiting === 'blocked' && this.mode !== 'notice' ? circleFrom(this.#wait, true) : undefined;
    if (circle === undefined) return;
    const text = `Deadlock: ${circle.length} threads wait for each other in a circle:\n${circleText(circle)}\n  Take the locks in the same order everywhere, or use tryLockFor(ms) and give back what is held.`;
    if (!throwsDeadlocks()) return report(text);
    this.end();
    throw new DeadlockError('DEADLOCK', text);
  }

  /** Called after it has waited. */
  end(): void {
    dropRow(this.#wait);
    this.#wait = 0;
  }

  /** It was taken, and `key` gives it back. */
  took(key: object, isAsync: boolean): void {
    const since = realm.now();
    const row = addHold(this.lock, this.mode, this.place);
    this.end(); // after the hold is noted: in between, the thread is in the table for both, and missing from neither
    noteWait(this.lock, since - this.#since, this.#waited);
    holds.set(key, { row, lock: this.lock, place: this.place, since, isAsync });
  }
}

/** Called before a lock is given back, so that what is noted as held is held. */
export function gaveBack(key: object): void {
  const hold = holds.get(key);
  if (hold === undefined) return;
  holds.delete(key);
  dropRow(hold.row);
  noteHold(hold.lock, realm.now() - hold.since);
}

/** Moves a hold aside while its guard goes over to another mode; the returned function ends it, or puts it back. */
export function setAside(key: object): (isOver: boolean) => void {
  const hold = holds.get(key);
  holds.delete(key);
  return (isOver) => {
    if (hold === undefined) return;
    holds.set(key, hold);
    if (isOver) gaveBack(key);
  };
}
