import type { Machine, Raw, Size } from '../machine.ts';

const nothing = (): void => {};

/** Values that loops mostly wait for. A guess. */
const GUESSES = [0, 1, 2, 3, 4];
const WAITS = ['ok', 'not-equal', 'timed-out'] as const;
const STEP_MS = 1000;
const GOLDEN = 0.618_033_988_749_895; // its multiples spread evenly

/**
 * The machine of a run that is over but goes on, since the program catches what ends it, again and again. What it does has no effect any more, and what it reads is made up: other values
 * each time, so that a loop which tries until something is so comes to its end. `end` is thrown by what has no value to make up.
 */
export function stragglerMachine(end: unknown): Machine {
  let turns = 0;
  // In no regular order: two operations that take turns must not always get the same.
  const below = (n: number): number => Math.floor(((++turns * GOLDEN) % 1) * n);
  const next = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  const value = (size: Size): Raw => (size === 8 ? BigInt(next(GUESSES)) : next(GUESSES));
  const refuse = (): never => {
    throw end;
  };
  const machine = {
    load: (_buffer, _offset, size) => value(size),
    store: nothing,
    rmw: (_buffer, _offset, size) => value(size),
    compareExchange: (_buffer, _offset, size, expected) => next([expected, value(size)]),
    wait: () => next(WAITS),
    waitAsync: () => ({ async: false, value: 'timed-out' as const }),
    notify: () => next(GUESSES),
    fence: nothing,
    pause: nothing,
    choose: below,
    assume: nothing,
    newBuffer: refuse,
    random: () => next(GUESSES) / GUESSES.length,
    now: () => ++turns * STEP_MS,
    allocate: refuse,
    free: nothing,
    spawn: refuse,
    join: refuse,
    isFinished: () => true,
    currentThread: () => 0,
    sleep: nothing,
    terminate: nothing,
    lock: nothing,
    unlock: nothing,
  } satisfies Machine & Record<'lock' | 'unlock', unknown>;
  return machine;
}
