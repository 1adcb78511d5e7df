/** The stack, in one thread and between real ones. */
import { expect, test } from 'vitest';
import { f64, heapStatistics, string, struct, u32 } from '../../memory/index.ts';
import { codeOf } from '../../lock/test-real-threads.ts';
import { spawn } from '../../thread/index.ts';
import { Epoch, TreiberStack } from '../index.ts';
import { pushAndPop, work } from './test-work.ts';

test('what was pushed last is popped first, by copy', () => {
  const stack = new TreiberStack(struct({ id: u32, name: string(10), weight: f64 }));
  expect([stack.isEmpty, stack.pop()]).toEqual([true, undefined]);
  stack.push({ id: 1, name: 'one', weight: 0.5 });
  stack.push({ id: 2, name: '', weight: NaN });
  const two = stack.pop()!;
  stack.push({ id: 3, name: 'three', weight: -0 });
  expect([two, stack.pop()!.id, stack.pop()!.name, stack.isEmpty]).toEqual([{ id: 2, name: '', weight: NaN }, 3, 'one', true]);
  stack.free();
});

test('all memory is given back, also of what is still on it, and of stacks that share an epoch', () => {
  const before = heapStatistics().usedBytes;
  const stack = new TreiberStack(u32);
  for (let i = 0; i < 1000; i++) stack.push(i);
  for (let i = 0; i < 500; i++) expect(stack.pop()).toBe(999 - i);
  stack.free();
  expect(heapStatistics().usedBytes).toBe(before);
  const epoch = new Epoch();
  const both = [new TreiberStack(u32, { epoch }), new TreiberStack(f64, { epoch })];
  for (const one of both) one.push(1);
  for (const one of both) one.free();
  epoch.free();
  expect(heapStatistics().usedBytes).toBe(before);
});

test('misuse is refused, with nothing pushed', () => {
  const stack = new TreiberStack(u32);
  expect(codeOf(() => stack.push('one' as never))).toBe('WRONG_TYPE');
  expect(codeOf(() => new TreiberStack({} as never))).toBe('BAD_LAYOUT');
  expect(codeOf(() => new TreiberStack(u32, { epoch: {} as never }))).toBe('NOT_AN_EPOCH');
  expect(stack.isEmpty).toBe(true);
  stack.free();
  for (const call of ['pop', 'free'] as const) expect(codeOf(() => stack[call]())).toBe('FREED');
  expect(() => stack.push(1)).toThrow(/^TreiberStack: push\(\) in thread \d+ after its memory was freed through this handle/);
});

test('four threads push and pop, and nothing is lost or comes twice', async () => {
  const COUNT = 5000;
  const stack = new TreiberStack(u32);
  const threads = [0, 1, 2, 3].map((n) => spawn(work, pushAndPop, stack, n * COUNT + 1, COUNT));
  let sum = 0;
  for (const thread of threads) sum += await thread;
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) sum += value;
  expect(sum).toBe((4 * COUNT * (4 * COUNT + 1)) / 2);
  stack.free();
});
