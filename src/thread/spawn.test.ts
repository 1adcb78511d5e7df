import { expect, test } from 'vitest';
import { spawn } from './index.ts';

const work = new URL('./test-work.ts', import.meta.url);

test('a self-contained function runs in a thread', async () => {
  expect(await spawn((a: number, b: number) => a * b, 6, 7)).toBe(42);
});

test('an export of a module runs in a thread', async () => {
  expect(await spawn(work, 'add', 1, 2)).toBe(3);
});

test('an async export is awaited in its thread', async () => {
  expect(await spawn(work, 'addLater', 1, 2)).toBe(3);
});
