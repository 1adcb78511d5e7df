/** The classic litmus tests as data programs. */
import type { AccessOrder } from '../machine.ts';
import type { DataProgram, Statement } from './program.ts';

const load = (to: number, at: number, order: AccessOrder): Statement => ({ op: 'load', to, at, order });
const store = (at: number, value: number, order: AccessOrder): Statement => ({ op: 'store', at, value, order });
const program = (locations: number, ...threads: Statement[][]): DataProgram => ({
  initial: Array.from({ length: locations }, () => 0),
  locks: 0,
  threads,
});
const copies = (n: number, make: (me: number) => Statement[]): Statement[][] => Array.from({ length: n }, (_, me) => make(me));

export const storeBuffering = (order: AccessOrder): DataProgram =>
  program(2, [store(0, 1, order), load(0, 1, order)], [store(1, 1, order), load(0, 0, order)]);

export const storeBufferingFenced: DataProgram = program(
  2,
  [store(0, 1, 'relaxed'), { op: 'fence', order: 'seqCst' }, load(0, 1, 'relaxed')],
  [store(1, 1, 'relaxed'), { op: 'fence', order: 'seqCst' }, load(0, 0, 'relaxed')],
);

export const iriw = (reads: AccessOrder, writes: AccessOrder): DataProgram =>
  program(2, [store(0, 1, writes)], [store(1, 1, writes)], [load(0, 0, reads), load(1, 1, reads)], [load(0, 1, reads), load(1, 0, reads)]);

export const messagePassing = (reads: AccessOrder, writes: AccessOrder, data: AccessOrder = 'relaxed'): DataProgram =>
  program(2, [store(0, 42, data), store(1, 1, writes)], [load(0, 1, reads), load(1, 0, data)]);

/** Reads the data only if the flag is set. */
export const guardedMessagePassing = (reads: AccessOrder, writes: AccessOrder): DataProgram =>
  program(
    2,
    [store(0, 42, 'plain'), store(1, 1, writes)],
    [load(0, 1, reads), { op: 'if', register: 0, is: 1, count: 1 }, load(1, 0, 'plain')],
  );

export const loadBuffering = (order: AccessOrder): DataProgram =>
  program(2, [load(0, 0, order), store(1, 1, order)], [load(0, 1, order), store(0, 1, order)]);

export const twoPlusTwoWrites = (order: AccessOrder): DataProgram =>
  program(2, [store(0, 1, order), store(1, 2, order)], [store(1, 1, order), store(0, 2, order)]);

/** One thread writes 1 to `writes`, another reads as often as `reads` says. */
export const coherence = (writes: number, reads: number, order: AccessOrder): DataProgram =>
  program(1, copies(writes, (i) => [store(0, i + 1, order)]).flat(), copies(reads, (i) => [load(i, 0, order)]).flat());

export const writers = (n: number): DataProgram => program(1, ...copies(n, (me) => [store(0, me + 1, 'relaxed')]));

export const increments = (n: number): DataProgram =>
  program(1, ...copies(n, () => [{ op: 'rmw', to: 0, at: 0, how: 'add', value: 1, order: 'relaxed' }]));

export const casRotation = (n: number): DataProgram =>
  program(1, ...copies(n, (me) => [{ op: 'cas', to: 0, at: 0, expected: me, value: me + 1, order: 'relaxed' }]));

export const casSpinLock = (n: number): DataProgram =>
  program(
    2,
    ...copies(n, () => [
      { op: 'await-cas', at: 0, expected: 0, value: 1, order: 'acquire' },
      load(0, 1, 'plain'),
      { op: 'store', at: 1, value: { register: 0, plus: 1 }, order: 'plain' },
      store(0, 0, 'release'),
    ]),
  );

/** Sleeps although the flag that it looked at before may have changed: `wait` compares a word that nobody changes. */
export const lostWakeUp: DataProgram = program(
  2,
  [load(0, 0, 'seqCst'), { op: 'if', register: 0, is: 0, count: 1 }, { op: 'wait', to: 1, at: 1, expected: 0, timed: false }],
  [store(0, 1, 'seqCst'), { op: 'notify', to: 0, at: 1, count: 1 }],
);

/** A head, a later store of the same thread, and a reader: a release sequence in RC11, none in C++20. */
export const releaseSequence: DataProgram = program(
  2,
  [store(0, 42, 'plain'), store(1, 1, 'release'), store(1, 2, 'relaxed')],
  [load(0, 1, 'acquire'), { op: 'if', register: 0, is: 2, count: 1 }, load(1, 0, 'plain')],
);
