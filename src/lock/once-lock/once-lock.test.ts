/** OnceLock with real threads, in each kind of memory. Runs in Node and in a page. What they share with Once is tested there. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { f64, i32, string, struct, u32 } from '../../memory/layout/index.ts';
import type { Layout } from '../../memory/layout/layout.ts';
import { spawn } from '../../thread/index.ts';
import { LazyLock, OnceLock, type OnceLockOf } from '../index.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';

const THREADS = 4;
const everywhere = Object.keys(memories);
const Named = struct({ id: u32, weight: f64, name: string(12) });

function make<V, W>(memory: string, layout: Layout<V, W>): OnceLock<V, W> {
  const own = memories[memory]!();
  return own === undefined ? new OnceLock(layout) : OnceLock.at(own, OFFSET, layout);
}

/** In the middle of making the value until the thread is terminated. */
const makeForEver = (cell: OnceLock<number>, count: AtomicI32): Promise<number> =>
  cell.getOrInitAsync(() => {
    count.store(1);
    return new Promise<never>(() => {});
  });

test.for(everywhere)('in %s: the first value stays', async (memory) => {
  const once = make(memory, i32);
  expect([once.get(), once.isSet, once.waitFor(0)]).toEqual([undefined, false, undefined]);
  expect([once.set(5), once.set(6), once.get(), once.isSet]).toEqual([true, false, 5, true]);
  expect([once.getOrInit(() => 7), once.tryGetOrInit(() => 7), once.tryGetOrInitFor(() => 7, 0), once.wait(), once.waitFor(0)]).toEqual([
    5, 5, 5, 5, 5,
  ]);
  expect([await once.getOrInitAsync(() => 7), await once.tryGetOrInitForAsync(() => 7, 0), await once.waitAsync()]).toEqual([5, 5, 5]);
  expect([once.trySet(6), once.trySetFor(6, 0), await once.setAsync(6), await once.trySetForAsync(6, 0)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test.for(everywhere)('in %s: each form sets what is not set', async (memory) => {
  const forms = [
    (once: OnceLock<number>) => once.trySet(5),
    (once: OnceLock<number>) => once.trySetFor(5, 0),
    (once: OnceLock<number>) => once.setAsync(5),
    (once: OnceLock<number>) => once.trySetForAsync(5, 0),
    async (once: OnceLock<number>) => (await once.tryGetOrInitForAsync(() => Promise.resolve(5), 0)) === 5,
  ];
  for (const form of forms) {
    const once = make(memory, i32);
    expect([await form(once), once.get()]).toEqual([true, 5]);
  }
});

test.for(everywhere)('in %s: threads agree on one whole value, whichever of them makes it', async (memory) => {
  const once = make(memory, Named);
  const work = (cell: OnceLockOf<typeof Named>, id: number): string => {
    const { id: found, weight, name } = cell.getOrInit(() => ({ id, weight: id / 2, name: `number ${id}` }));
    return `${found} ${weight} ${name}`;
  };
  const seen = await Promise.all(Array.from({ length: THREADS }, (_, id) => spawn(work, once, id)));
  const { id } = once.get()!;
  expect(new Set(seen)).toEqual(new Set([`${id} ${id / 2} number ${id}`]));
});

test.for(everywhere)('in %s: a value that cannot be, or is not made, leaves it as it was', async (memory) => {
  const once = make(memory, i32);
  expect(codeOf(() => once.set('five' as unknown as number))).toBe('WRONG_TYPE');
  expect(() =>
    once.getOrInit(() => {
      throw new RangeError('not today');
    }),
  ).toThrow('not today');
  await expect(once.getOrInitAsync(() => Promise.reject(new RangeError('nor tomorrow')))).rejects.toThrow('nor tomorrow');
  expect([once.isSet, once.isPoisoned, once.set(5)]).toEqual([false, false, true]);
});

test.for(everywhere)('in %s: those who wait get the value', async (memory) => {
  const once = make(memory, i32);
  const waits = [once.waitAsync(), spawn((cell: OnceLock<number>) => cell.wait(), once), once.getOrInitAsync(() => Promise.resolve(9))];
  expect(await Promise.all(waits)).toEqual([9, 9, 9]);
});

test.for(everywhere)('in %s: after the death of the thread that made it, the value is made anew', async (memory) => {
  const once = make(memory, i32);
  const begun = new AtomicI32(0);
  const handle = spawn(makeForEver, once, begun);
  await reaches(begun, 1);
  const told = once.waitAsync().catch((error: unknown) => error);
  handle.terminate();
  expect(await told).toMatchObject({ code: 'OWNER_DIED' });
  await expect(handle).rejects.toThrow(/terminated/);
  expect([once.get(), once.isPoisoned, codeOf(() => once.set(5))]).toEqual([undefined, true, 'OWNER_DIED']);
  expect([once.clearPoison(), once.set(5), once.get()]).toEqual([true, true, 5]);
});

test('what they refuse, and what they say when they were freed', () => {
  const sab = new SharedArrayBuffer(64);
  expect(codeOf(() => OnceLock.at(sab, 4, f64))).toBe('MISALIGNED');
  expect(codeOf(() => OnceLock.at(sab, 56, f64))).toBe('OUT_OF_RANGE');
  expect(codeOf(() => new OnceLock(5 as unknown as typeof i32))).toBe('BAD_LAYOUT');
  expect(codeOf(() => new LazyLock(i32, 5 as unknown as () => number))).toBe('BAD_CALLBACK');
  expect([OnceLock.bytesFor(f64), OnceLock.alignmentFor(f64), LazyLock.bytesFor(f64), LazyLock.alignmentFor(f64)]).toEqual([16, 8, 16, 8]);
  const once = new OnceLock(i32);
  for (const bad of [undefined, 5, {}]) expect(codeOf(() => once.getOrInit(bad as () => number))).toBe('BAD_CALLBACK');
  for (const bad of [-1, NaN, '5']) expect(codeOf(() => once.waitFor(bad as number))).toBe('BAD_TIMEOUT');
  once.set(5);
  expect(once.get()).toBe(5);
  once.free();
  expect(once.get()).toBeUndefined();
  expect(codeOf(() => once.getOrInit(() => 6))).toBe('FREED');
  expect(codeOf(() => once.free())).toBe('DOUBLE_FREE');
  const lazy = new LazyLock(i32, () => 6);
  expect(codeOf(() => lazy.tryGetFor(-1))).toBe('BAD_TIMEOUT');
  expect(lazy.get()).toBe(6);
  lazy.free();
  expect(codeOf(() => lazy.get())).toBe('FREED');
});
