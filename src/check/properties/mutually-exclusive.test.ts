import { expect, test } from 'vitest';
import { explore, Lock, mutuallyExclusive, type ModelName } from '../index.ts';

const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

/** A lock by exchange that is taken with this order; with `broken` it looks first and takes then. */
function spinLock(broken: boolean, order: 'acquire' | 'relaxed' = 'acquire'): { lock(): void; unlock(): void } {
  const word = words();
  return {
    lock() {
      if (broken) {
        while (Atomics.load(word, 0) !== 0);
        Atomics.store(word, 0, 1);
      } else while (Atomics.exchange(word, 0, 1, order) !== 0);
    },
    unlock: () => void Atomics.store(word, 0, 0, 'release'),
  };
}

const visits = (broken: boolean, order?: 'acquire' | 'relaxed') => () => {
  const lock = spinLock(broken, order);
  const section = mutuallyExclusive('the till');
  const visit = (): void => {
    lock.lock();
    section(() => {});
    lock.unlock();
  };
  return { threads: [visit, visit] };
};

const MODELS: readonly ModelName[] = ['js', 'sc', 'tso', 'rc11'];

test.for(MODELS)('under %s a lock that works lets one in at a time', async (model) => {
  expect(await explore(visits(false), { model })).toMatchObject({ verdict: 'correct', error: null });
});

test.for(MODELS)('under %s a lock that looks before it takes lets two in, and the error names the section', async (model) => {
  const { error } = await explore(visits(true), { model });
  const racy = model === 'js' || model === 'rc11';
  expect([error!.kind, error!.threads]).toEqual([racy ? 'dataRace' : 'assertion', racy ? expect.any(Array) : [expect.any(Number)]]);
  expect(error!.message).toContain('the till');
});

test('under rc11 visits that do not overlap but are not ordered are a data race', async () => {
  expect((await explore(visits(false, 'relaxed'), { model: 'rc11' })).error).toMatchObject({ kind: 'dataRace' });
});

const racingInside = () => {
  const [section, data] = [mutuallyExclusive(), words()];
  return { threads: [() => section.shared(() => void (data[0] = 1)), () => section.shared(() => data[0])] };
};

test('the section orders nothing: a race inside of it is still found', async () => {
  expect((await explore(racingInside)).error).toMatchObject({ kind: 'dataRace', message: expect.stringContaining('sab') });
});

const readingWith = (reader: boolean) => () => {
  const section = mutuallyExclusive();
  const read = (): void => section.shared(() => {});
  return { threads: [read, reader ? read : () => section(() => {})] };
};

test('several may be inside together by shared, but not with one who is inside alone', async () => {
  expect((await explore(readingWith(true), { model: 'sc' })).verdict).toBe('correct');
  expect((await explore(readingWith(false), { model: 'sc' })).error).toMatchObject({
    kind: 'assertion',
    message: expect.stringContaining('at the same time'),
  });
});

const leavingByError = () => {
  const [lock, section] = [new Lock(), mutuallyExclusive()];
  const visit = (): number => {
    lock.lock();
    try {
      return section(() => {
        throw new RangeError('out');
      });
    } catch (error) {
      return (error as Error).name === 'RangeError' ? 1 : 2;
    } finally {
      lock.unlock();
    }
  };
  return { threads: [visit, visit], finally: () => section(() => {}) };
};

test('who leaves by an error is outside', async () => {
  const { verdict, outcomes } = await explore(leavingByError);
  expect([verdict, outcomes]).toEqual(['correct', [{ values: [1, 1], count: 2 }]]);
});

const visitingAsync = () => {
  const section = mutuallyExclusive();
  const [word, gate] = [words(), words()];
  const visit = () =>
    section(async () => {
      const wait = Atomics.waitAsync(gate, 0, 0);
      if (wait.async) await wait.value;
    });
  const open = () => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    return word[0];
  };
  return { threads: [visit, visit, open] };
};

test('an async visit lasts until its promise settles', async () => {
  expect((await explore(visitingAsync, { model: 'sc' })).error).toMatchObject({
    kind: 'assertion',
    message: expect.stringContaining('at the same time'),
  });
});

test('outside of a checked run it says where it belongs', () => {
  expect(() => mutuallyExclusive()).toThrow('mutuallyExclusive() is for checked programs: call it in the set-up');
});
