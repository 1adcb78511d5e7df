import { expect, test } from 'vitest';
import { eventually, explore, never } from '../index.ts';

const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

/** Two take one permit each of two, in steps or at once. */
const taking = (atOnce: boolean) => () => {
  const permits = new Int32Array(new SharedArrayBuffer(4));
  Atomics.store(permits, 0, 1);
  const take = (): void => {
    if (atOnce) {
      if (Atomics.sub(permits, 0, 1) < 1) Atomics.add(permits, 0, 1);
    } else if (Atomics.load(permits, 0) > 0) Atomics.sub(permits, 0, 1);
  };
  return { threads: [take, take, never('permits below 0', () => Atomics.load(permits, 0) < 0)] };
};

test('never finds a state that lasts for one step only', async () => {
  for (const atOnce of [true, false]) {
    const { error } = await explore(taking(atOnce));
    expect(error).toMatchObject({
      kind: 'assertion',
      message: 'permits below 0: this must never be so, but a thread that looks can see it',
    });
    expect(error!.trace.threads.map(({ name }) => name)).toEqual(['thread 0', 'thread 1', 'never (permits below 0)']);
  }
});

const addingTwo = () => {
  const x = words();
  return { threads: [() => Atomics.add(x, 0, 2), () => Atomics.add(x, 0, 2), never('odd', () => Atomics.load(x, 0) % 2 === 1)] };
};

test('never is content where no execution has such a state', async () => {
  expect((await explore(addingTwo)).verdict).toBe('correct');
});

const served = (isServed: boolean) => () => {
  const x = words();
  const serve = (): void => void (isServed && Atomics.add(x, 0, 1));
  return { threads: [serve, () => Atomics.add(x, 0, 1), eventually('both are served', () => Atomics.load(x, 0) === 2)] };
};

test('eventually waits for what comes in every execution', async () => {
  expect((await explore(served(true))).verdict).toBe('correct');
});

test('where there is an execution in which it never comes, that is a livelock that names it', async () => {
  const { error } = await explore(served(false));
  expect(error).toMatchObject({ kind: 'livelock', threads: [2] });
  expect(error!.message).toContain('eventually (both are served) spins for ever');
});
