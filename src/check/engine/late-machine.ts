import type { Machine } from '../machine.ts';

// Taken before anything is instrumented.
const now = performance.now.bind(performance);
const { random } = Math;

const OPERATIONS = [
  'load',
  'store',
  'rmw',
  'compareExchange',
  'wait',
  'waitAsync',
  'notify',
  'fence',
  'pause',
  'choose',
  'assume',
  'newBuffer',
  'allocate',
  'free',
  'spawn',
  'join',
  'isFinished',
  'currentThread',
  'sleep',
  'terminate',
  'lock',
  'unlock',
] as const;

/**
 * The machine while no thread runs, and what threads left behind is let run: each operation is `onUse`, which throws. Clocks and chance are the real ones, since code of others may run,
 * too.
 */
export function lateMachine(onUse: () => never): Machine {
  return { ...Object.fromEntries(OPERATIONS.map((name) => [name, onUse])), now, random } as unknown as Machine;
}
