/** LazyLock with real threads, in each kind of memory. Runs in Node and in a page. What it is refused is tested with OnceLock, whose words it has. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { array, f64, i32 } from '../../memory/layout/index.ts';
import { spawn } from '../../thread/index.ts';
import { LazyLock, OnceLock } from '../index.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';

const THREADS = 4;
const everywhere = Object.keys(memories);

const halves = (): number[] => Array.from({ length: 8 }, (_, i) => i / 2);

/** In the middle of making the value, as who shares its words, until the thread is terminated. */
const makeForEver = (cell: OnceLock<number>, count: AtomicI32): Promise<number> =>
  cell.getOrInitAsync(() => {
    count.store(1);
    return new Promise<never>(() => {});
  });

/** Says that it comes, and asks; returns the value, or what it met. */
const ask = (lazy: LazyLock<number>, come: AtomicI32): number | string => {
  come.fetchAdd(1);
  try {
    return lazy.get();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** A lazy number that another thread is in the middle of making. */
async function beingMade(memory: string): Promise<{ lazy: LazyLock<number>; maker: PromiseLike<number> & { terminate(): void } }> {
  const own = memories[memory]!();
  const lazy = own === undefined ? new LazyLock(i32, () => 6) : LazyLock.at(own, OFFSET, i32, () => 6);
  const begun = new AtomicI32(0);
  const maker = spawn(makeForEver, OnceLock.at(lazy.region, lazy.address, i32), begun);
  await reaches(begun, 1);
  return { lazy, maker };
}

test.for(everywhere)('in %s: a lazy value is made once, by its function or by the text of it in another thread', async (memory) => {
  const own = memories[memory]!();
  const layout = array(f64, 8);
  const lazy = own === undefined ? new LazyLock(layout, halves) : LazyLock.at(own, OFFSET, layout, halves);
  expect([lazy.isSet, lazy.peek()]).toEqual([false, undefined]);
  const seventh = await Promise.all(Array.from({ length: THREADS }, () => spawn((l: typeof lazy) => l.get().get(7), lazy)));
  expect(seventh).toEqual(Array.from({ length: THREADS }, () => 3.5));
  expect([lazy.isSet, lazy.isPoisoned, lazy.clearPoison()]).toEqual([true, false, false]);
  for (const value of [
    lazy.get(),
    lazy.tryGet()!,
    lazy.tryGetFor(0)!,
    await lazy.getAsync(),
    (await lazy.tryGetForAsync(0))!,
    lazy.peek()!,
  ])
    expect(value.get(7)).toBe(3.5);
});

test('a lazy value whose function needs its surroundings works in its thread, and does not travel', async () => {
  const here = 5;
  const lazy = new LazyLock(i32, () => here);
  expect(lazy.get()).toBe(5);
  await expect((async () => spawn((l: LazyLock<number>) => l.get(), lazy))()).rejects.toThrow(/here/);
});

test.for(everywhere)('in %s: a wait for the one who makes it ends by its time or its signal', async (memory) => {
  const { lazy, maker } = await beingMade(memory);
  expect([lazy.tryGet(), lazy.peek(), await lazy.tryGetForAsync(1)]).toEqual([undefined, undefined, undefined]);
  expect(await spawn((l: LazyLock<number>) => l.tryGetFor(1) ?? 'not yet', lazy)).toBe('not yet');
  const controller = new AbortController();
  const aborted = [lazy.getAsync({ signal: controller.signal }), lazy.tryGetForAsync(100_000, { signal: controller.signal })];
  controller.abort(new RangeError('enough'));
  for (const wait of aborted) await expect(wait).rejects.toThrow('enough');
  maker.terminate();
  await expect(maker).rejects.toThrow(/terminated/);
});

test.for(everywhere)('in %s: the death of the thread that makes it is told to all who wait, and the next makes it', async (memory) => {
  const { lazy, maker } = await beingMade(memory);
  const come = new AtomicI32(0);
  const [blocked, promise] = [spawn(ask, lazy, come), lazy.getAsync().catch((error: unknown) => error)];
  await reaches(come, 1);
  maker.terminate();
  expect(await blocked).toBe('OWNER_DIED');
  expect(await promise).toMatchObject({ code: 'OWNER_DIED' });
  expect([lazy.isPoisoned, codeOf(() => lazy.get()), lazy.clearPoison(), lazy.get()]).toEqual([true, 'OWNER_DIED', true, 6]);
});

test('a thread that is terminated while it waits leaves the value to the others', async () => {
  const lazy = new LazyLock(i32, () => 6);
  const made = Promise.withResolvers<number>();
  const making = OnceLock.at(lazy.region, lazy.address, i32).getOrInitAsync(() => made.promise);
  const come = new AtomicI32(0);
  const [doomed, other] = [spawn(ask, lazy, come), spawn(ask, lazy, come)];
  await reaches(come, 2);
  doomed.terminate();
  await expect(doomed).rejects.toThrow(/terminated/);
  made.resolve(7);
  expect([await other, await making, lazy.get()]).toEqual([7, 7, 7]);
});
