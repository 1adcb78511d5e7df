/** `lockAware`: the same verdicts and outcomes as with the sleeps and wake-ups of locks, in fewer executions. */
import { Condvar, Mutex } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { expect, test } from 'vitest';
import { seeded } from './oracle/random-program.ts';
import type { ExploreOptions, Program } from './result.ts';
import { bounded, distinct } from './test-explore.ts';

const counting = (threads: number) => (): Program => {
  const mutex = new Mutex(i32, 0);
  return { threads: Array.from({ length: threads }, () => () => mutex.withLock((guard) => (guard.value += 1))) };
};

test('N threads that count under a mutex have one execution for each order in which they can have it', async () => {
  for (const [threads, executions] of [
    [2, 2],
    [3, 6],
    [4, 24],
    [5, 120],
  ] as const) {
    expect(await bounded(counting(threads), { lockAware: true })).toMatchObject({ verdict: 'correct', executions });
  }
  expect((await bounded(counting(3), { lockAware: false })).executions).toBe(5520);
  expect((await bounded(counting(2))).executions).toBe(12);
});

/** Both ways of exploring agree about what can come out, and whether it is right. */
async function expectAgreement(program: () => Program, options: ExploreOptions = {}): Promise<void> {
  const plain = await bounded(program, options);
  const aware = await bounded(program, { ...options, lockAware: true });
  expect(aware.verdict).toBe(plain.verdict);
  if (plain.verdict === 'correct') expect(distinct(aware)).toEqual(distinct(plain));
  expect(aware.executions).toBeLessThanOrEqual(plain.executions);
}

/** Sections of random length under one of two mutexes, or one within the other, or taken only if free. */
function randomSections(seed: number): () => Program {
  const random = seeded(seed);
  const plans = Array.from({ length: 2 }, () => Array.from({ length: 1 + random(2) }, () => [random(4), random(2)] as const));
  return () => {
    const mutexes = [new Mutex(i32, 0), new Mutex(i32, 0)];
    const section =
      (kind: number, which: number): (() => number) =>
      () => {
        const [outer, inner] = [mutexes[which]!, mutexes[1 - which]!];
        if (kind === 0) return outer.withLock((guard) => inner.withLock((other) => (guard.value += 1 + other.value)));
        if (kind === 1) {
          using guard = outer.tryLock();
          return guard === undefined ? -1 : (guard.value += 1);
        }
        return outer.withLock((guard) => (guard.value = 2 * guard.value + 1));
      };
    return { threads: plans.map((plan) => () => plan.map(([kind, which]) => section(kind, which)()).join()) };
  };
}

test.each(Array.from({ length: 24 }, (_, seed) => seed))(
  'random sections under two mutexes: the same verdicts and outcomes (%i)',
  async (seed) => {
    expect.hasAssertions();
    await expectAgreement(randomSections(seed));
  },
);

/** What `f` returned, or the code of what it threw. */
const codeOf = (f: () => unknown): unknown => {
  try {
    return f();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

const race = () => {
  const mutex = new Mutex();
  const x = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => mutex.withLock(() => (x[0] = 1)), () => void (x[0] = 2)] };
};

const crossed = () => {
  const [a, b] = [new Mutex(), new Mutex()];
  return { threads: [() => a.withLock(() => b.withLock(() => {})), () => b.withLock(() => a.withLock(() => {}))] };
};

test('a race beside a mutex is found, and a deadlock is one, told as threads that spin', async () => {
  expect((await bounded(race, { lockAware: true })).error?.kind).toBe('dataRace');
  expect((await bounded(crossed, { lockAware: true })).error?.kind).toBe('livelock');
  expect((await bounded(crossed)).error?.kind).toBe('deadlock');
});

test('condition variables, dead owners and timeouts are as without it', async () => {
  await expectAgreement(() => {
    const [mutex, condvar] = [new Mutex(i32, 0), new Condvar()];
    const take = (): number =>
      mutex.withLock((guard) => {
        condvar.waitWhile(guard, (items) => items === 0);
        return guard.value--;
      });
    const put = (): void => {
      mutex.withLock((guard) => void (guard.value += 1));
      condvar.notifyOne();
    };
    return { threads: [take, put] };
  });
  // One step fewer after the unlock is one moment fewer to die in.
  const killed = await bounded(
    () => {
      const mutex = new Mutex(i32, 0);
      const add = () => codeOf(() => mutex.withLock((guard) => (guard.value += 1)));
      return { threads: [add, add] };
    },
    { kill: 1, lockAware: true },
  );
  expect(killed.verdict).toBe('correct');
  expect(distinct(killed)).toEqual(['- 1', '- OWNER_DIED', '1 -', '1 2', '2 1', 'OWNER_DIED -']);
  await expectAgreement(() => {
    const mutex = new Mutex(i32, 0);
    const timed = (): boolean => {
      using guard = mutex.tryLockFor(5);
      return guard !== undefined;
    };
    return { threads: [timed, () => mutex.withLock((guard) => (guard.value += 1))] };
  });
});

test('lockAware is a boolean', async () => {
  await expect(bounded(counting(2), { lockAware: 1 as never })).rejects.toThrow('lockAware must be true or false, but is 1');
});
