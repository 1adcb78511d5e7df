/** `symmetry`: the same verdicts and outcomes as without, in fewer executions. */
import { Mutex } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { expect, test } from 'vitest';
import type { ExploreOptions, Program } from './result.ts';
import { bounded, counted, words } from './test-explore.ts';

/** Explores both ways, and says in how many executions; they must agree about all else. */
async function both(program: () => Program, options: ExploreOptions = {}): Promise<readonly [plain: number, reduced: number]> {
  const plain = await bounded(program, { ...options, keepGoing: true });
  const reduced = await bounded(program, { ...options, keepGoing: true, symmetry: true });
  expect(reduced.verdict).toBe(plain.verdict);
  expect(reduced.error?.kind).toBe(plain.error?.kind);
  expect(counted(reduced)).toEqual(counted(plain));
  return [plain.executions, reduced.executions];
}

const adding = (threads: number) => (): Program => {
  const all = words(1);
  return { threads: Array.from<() => unknown>({ length: threads }).fill(() => Atomics.add(all, 0, 1)) };
};

test('N threads that add to one word have one execution, which stands for N! of them', async () => {
  expect(await both(adding(3))).toEqual([6, 1]);
  expect(await both(adding(5), { model: 'tso' })).toEqual([120, 1]);
});

const futexMutex = (): Program => {
  const all = words(2);
  const work = (): void => {
    for (let was = Atomics.compareExchange(all, 0, 0, 1); was !== 0; was = Atomics.exchange(all, 0, 2)) Atomics.wait(all, 0, 2);
    all[1]! += 1;
    if (Atomics.exchange(all, 0, 0) === 2) Atomics.notify(all, 0, 1);
  };
  return { threads: [work, work, work] };
};

test('of more outcomes than can be listed, some are', async () => {
  const { executions, outcomes } = await bounded(adding(10), { symmetry: true });
  expect(executions).toBe(1);
  expect(outcomes).toHaveLength(100_000);
});

test('a futex mutex of three threads has a sixth of its executions', async () => {
  const [plain, reduced] = await both(futexMutex);
  expect(reduced * 6).toBe(plain);
});

const racing = (): Program => {
  const all = words(1);
  const work = (): number => (all[0]! += 1);
  return { threads: [work, work] };
};

const sleeping = (): Program => {
  const all = words(1);
  const work = (): string => Atomics.wait(all, 0, 0);
  return { threads: [work, work, () => Atomics.notify(all, 0, 1)] };
};

test('a race and a deadlock of equal threads are found', async () => {
  expect((await bounded(racing, { symmetry: true })).error?.kind).toBe('dataRace');
  expect((await bounded(sleeping, { symmetry: true })).error?.kind).toBe('deadlock');
});

const locking = (): Program => {
  const mutex = new Mutex(i32, 0);
  const work = (): number => mutex.withLock((guard) => (guard.value += 1));
  return { threads: [work, work] };
};
const chance = (): Program => {
  const all = words(1);
  const work = (): number => Atomics.exchange(all, 0, Math.floor(Math.random() * 100));
  return { threads: [work, work] };
};
const judging = (): Program => ({ ...adding(2)(), finally: ([first]) => first });

test('what tells equal threads apart makes it explore all', async () => {
  for (const program of [locking, chance, judging]) {
    const [plain, reduced] = await both(program);
    expect(reduced).toBe(plain);
  }
  const [plain, reduced] = await both(adding(3), { model: 'rc11' });
  expect(reduced).toBe(plain);
});

const totalling = (total: number) => (): Program => {
  const all = words(1);
  const work = (): void => void Atomics.add(all, 0, 1);
  return {
    threads: [work, work, work],
    finally: () => {
      if (Atomics.load(all, 0) !== total) throw new Error('lost');
    },
  };
};

test('a `finally` that reads memory only judges the executions that stand for others', async () => {
  expect(await both(totalling(3))).toEqual([6, 1]);
  expect((await bounded(totalling(4), { symmetry: true })).verdict).toBe('wrong');
});
