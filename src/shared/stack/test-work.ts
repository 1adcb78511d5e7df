/** What the threads of the tests of TreiberStack run. */
import type { TreiberStack } from '../index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

/** Pushes the numbers from `first` on, and pops as often; returns the sum of what it got. */
export function pushAndPop(stack: TreiberStack<number>, first: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    stack.push(first + i);
    sum += stack.pop() ?? 0;
  }
  return sum;
}
