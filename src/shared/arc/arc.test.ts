/** Arc and Weak, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { addStrong, countsOf, MOST_STRONG, MOST_WEAK } from '../../memory/counted.ts';
import { array, cachePadded, f64, free, heapRegion, heapStatistics, string, struct, u32 } from '../../memory/index.ts';
import { Mutex } from '../../lock/index.ts';
import { codeOf, reaches } from '../../lock/test-real-threads.ts';
import { spawn } from '../../thread/index.ts';
import { Arc, SharedError, type Weak } from '../index.ts';
import {
  churn,
  countUnderLock,
  giveBack,
  haveAndStay,
  keepAll,
  keepInModule,
  makeOne,
  readOften,
  upgradeOnce,
  useKept,
  work,
} from './test-work.ts';

const Point = struct({ x: u32, y: f64 });

/** Waits until the counts are those: the undertaker of a thread that was terminated comes a little later. */
async function countsBecome(address: number, strong: number, weak: number): Promise<void> {
  const LOOK_AGAIN_MS = 2;
  for (;;) {
    const now = countsOf(address);
    if (now.strong === strong && now.weak === weak) return;
    await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

test('the last of all gives the memory back, and not before', () => {
  const before = heapStatistics().usedBytes;
  const arc = new Arc(Point, { x: 1, y: 2 });
  const clones = [arc.clone(), arc.clone()];
  arc.dispose();
  expect(clones.map(({ value }) => value.x)).toEqual([1, 1]);
  for (const clone of clones) {
    expect(heapStatistics().usedBytes).toBeGreaterThan(before);
    clone.dispose();
  }
  expect(heapStatistics().usedBytes).toBe(before);
});

test('a value is zeros unless it is given, and refused if it is none of the layout, with nothing taken', () => {
  const before = heapStatistics().usedBytes;
  {
    using arc = new Arc(Point);
    expect([arc.value.x, arc.value.y]).toEqual([0, 0]);
  }
  expect(codeOf(() => new Arc(Point, { x: 'one', y: 2 } as never))).toBe('WRONG_TYPE');
  expect(codeOf(() => new Arc({} as never))).toBe('BAD_LAYOUT');
  expect(heapStatistics().usedBytes).toBe(before);
});

test('layouts with their own alignment lie as they must', () => {
  using padded = new Arc(cachePadded(u32), 7);
  using text = new Arc(string(20), 'text');
  using numbers = new Arc(array(f64, 3), [1, 2, 3]);
  expect([padded.value, text.value, numbers.value.toArray()]).toEqual([7, 'text', [1, 2, 3]]);
});

test('the counts are of this thread’s handles', () => {
  const arc = new Arc(u32, 1);
  const weak = arc.downgrade();
  const more = [arc.clone(), weak.upgrade()!];
  expect([arc.strongCount, arc.weakCount, weak.weakCount]).toEqual([3, 1, 1]);
  const copy = weak.clone();
  expect(weak.weakCount).toBe(2);
  for (const one of [...more, copy]) one.dispose();
  expect([arc.strongCount, weak.weakCount]).toEqual([1, 1]);
  arc.dispose();
  expect([weak.strongCount, weak.upgrade()]).toEqual([0, undefined]);
  weak.dispose();
});

test('an upgrade counts where the thread has an Arc, then and later, and takes a count of its own where it has none', async () => {
  const arc = new Arc(u32, 1);
  using weak = arc.downgrade();
  addStrong(arc.address); // as for a message
  const threads = (): number => countsOf(weak.address).strong;
  const upgradeTwice = (expectedThreads: number, expectedArcs: number): void => {
    const [one, two] = [weak.upgrade()!, weak.upgrade()!];
    expect([threads(), two.strongCount, one.value, two.value]).toEqual([expectedThreads, expectedArcs, 1, 1]);
    one.dispose();
    two.dispose();
  };
  upgradeTwice(2, 4);
  await Promise.resolve(); // what was at hand is not any more
  upgradeTwice(2, 4);
  arc.dispose();
  expect(threads()).toBe(1);
  upgradeTwice(2, 3);
  upgradeTwice(2, 3);
  await Promise.resolve();
  upgradeTwice(2, 3);
  const mine = weak.upgrade()!;
  heapRegion().ops.sub32(weak.address, 2 ** 12); // the message is gone
  expect([threads(), mine.strongCount]).toEqual([1, 1]);
  mine.dispose();
  expect(weak.upgrade()).toBeUndefined();
});

test('an upgrade of a value whose Arc was sent away takes a count of its own', async () => {
  const arc = new Arc(u32, 1);
  using weak = arc.downgrade();
  weak.upgrade()!.dispose();
  const back = (await spawn(work, giveBack, arc)) as Arc<number>[];
  expect(countsOf(weak.address).strong).toBe(2);
  for (const one of back) one.dispose();
  expect(weak.upgrade()).toBeUndefined();
});

test('what getMut gave is stale when the value was upgraded meanwhile', () => {
  using arc = new Arc(u32, 1);
  arc.downgrade().dispose();
  const mutable = arc.getMut()!;
  using weak = arc.downgrade();
  expect(codeOf(() => mutable.value)).toBe('STALE_VIEW');
  using upgraded = weak.upgrade()!;
  expect([arc.getMut(), upgraded.getMut()]).toEqual([undefined, undefined]);
});

test('who has it alone can change it', () => {
  using arc = new Arc(Point, { x: 1, y: 2 });
  const mutable = arc.getMut()!;
  mutable.value.x = 3;
  mutable.value = { x: 4, y: 5 };
  expect([arc.value.x, arc.value.y]).toEqual([4, 5]);
  const clone = arc.clone();
  expect(arc.getMut()).toBeUndefined();
  clone.dispose();
  const weak = arc.downgrade();
  expect(arc.getMut()).toBeUndefined();
  weak.dispose();
  expect(arc.getMut()).toBeDefined();
});

test.for<[string, (arc: Arc<number>) => unknown]>([
  ['cloned', (arc) => arc.clone()],
  ['downgraded', (arc) => arc.downgrade()],
  ['asked again', (arc) => arc.getMut()],
  ['disposed of', (arc) => arc.dispose()],
])('what getMut gave is stale when the Arc was %s', ([, use]) => {
  const arc = new Arc(u32, 1);
  const mutable = arc.getMut()!;
  mutable.value += 1;
  use(arc);
  expect(() => mutable.value).toThrow(
    /^Arc at address \d+ of the heap: tried to read the value in thread \d+ through what getMut\(\) gave/,
  );
  expect(codeOf(() => (mutable.value = 3))).toBe('STALE_VIEW');
});

test('who has it with others copies it to change it', () => {
  using arc = new Arc(u32, 1);
  using other = arc.clone();
  using weak = arc.downgrade();
  arc.makeMut().value = 2;
  expect([arc.value, other.value, arc.ptrEq(other)]).toEqual([2, 1, false]);
  arc.makeMut().value = 3;
  expect(arc.value).toBe(3);
  other.makeMut().value = 4;
  expect([other.value, weak.upgrade()]).toEqual([4, undefined]);
});

test('Arc.of shares any value that can travel, and each thread has its copy', async () => {
  const before = heapStatistics().usedBytes;
  const arc = Arc.of({ text: 'Größe', list: [1, null, undefined], map: new Map([[1, 'a']]) });
  expect(arc.value).toEqual({ text: 'Größe', list: [1, null, undefined], map: new Map([[1, 'a']]) });
  expect(arc.value).toBe(arc.value);
  expect(codeOf(() => arc.getMut())).toBe('NO_LAYOUT');
  expect(codeOf(() => arc.makeMut())).toBe('NO_LAYOUT');
  arc.dispose();
  for (const value of [undefined, null, NaN, '', 0]) {
    using one = Arc.of(value);
    expect(one.value).toBe(value);
  }
  expect(heapStatistics().usedBytes).toBe(before);
});

test('Arc.of refuses what several threads cannot have, and names it', () => {
  using arc = new Arc(u32, 1);
  expect(() => Arc.of({ inner: arc })).toThrow(/^value\.inner is a handle that moves \(Arc\)/);
  expect(arc.value).toBe(1);
  expect(codeOf(() => Arc.of((() => 1) as never))).toBe('NOT_SENDABLE');
  expect(codeOf(() => Arc.of(new SharedArrayBuffer(8)))).toBe('NOT_SENDABLE');
});

test('a lock is freed with the last Arc of it', async () => {
  const arc = Arc.of(new Mutex(u32, 0));
  const TIMES = 1000;
  const threads = [1, 2].map(() => spawn(work, countUnderLock, arc.clone() as never, TIMES));
  for (const thread of threads) await thread;
  expect(arc.value.withLock((guard) => guard.value)).toBe(2 * TIMES);
  const { address } = arc.value;
  arc.dispose();
  expect(codeOf(() => free(address))).toBe('DOUBLE_FREE');
});

test('what was used up says so, with its name, how it came to be so, and the thread', async () => {
  const arc = new Arc(u32, 1);
  const weak = arc.downgrade();
  const sent = arc.clone();
  const reading = spawn(work, readOften, sent, 1);
  arc.dispose();
  arc.dispose();
  weak.dispose();
  expect(() => arc.value).toThrow(/^Arc at address \d+ of the heap: value in thread \d+ of a handle that was disposed of\. /);
  expect(() => weak.upgrade()).toThrow(/^Weak at address \d+ of the heap: upgrade\(\) in thread \d+ of a handle that was disposed of\. /);
  expect(() => sent.clone()).toThrow(
    /^Arc at address \d+ of the heap: clone\(\) in thread \d+ of a handle that was sent to another thread/,
  );
  expect(codeOf(() => spawn(work, readOften, sent, 1))).toBe('MOVED');
  for (const call of ['clone', 'downgrade', 'getMut', 'makeMut'] as const) expect(codeOf(() => arc[call]())).toBe('DISPOSED');
  expect(codeOf(() => arc.strongCount)).toBe('DISPOSED');
  await reading;
  expect(new SharedError('X', '')).toMatchObject({ name: 'SharedError' });
});

test('postMessage and structuredClone refuse it', () => {
  using arc = new Arc(u32, 1);
  expect(() => structuredClone(arc)).toThrow(/Lockwright handle/);
});

test('what is sent moves, and comes back', async () => {
  using arc = new Arc(u32, 5);
  expect(await spawn(work, readOften, arc.clone(), 100)).toBe(500);
  expect(arc.strongCount).toBe(1);
  const back = (await spawn(work, giveBack, arc.clone())) as Arc<number>[];
  expect(back.map((one) => [one.value, one.ptrEq(arc)])).toEqual([
    [5, true],
    [5, true],
  ]);
  expect(arc.strongCount).toBe(3);
  for (const one of back) one.dispose();
  expect(arc.getMut()).toBeDefined();
  using made = (await spawn(work, makeOne)) as Arc<number>;
  expect(made.value).toBe(7);
});

test('a message that cannot travel leaves the handles where they are', () => {
  using arc = new Arc(u32, 1);
  expect(codeOf(() => spawn(work, readOften, arc, (() => 1) as never))).toBe('NOT_SENDABLE');
  expect([arc.value, arc.strongCount]).toEqual([1, 1]);
});

test('a thread that ends gives back what it has', async () => {
  const arc = new Arc(u32, 1);
  const weak = arc.downgrade();
  expect(await spawn(work, keepAll, arc.clone(), arc.downgrade())).toBe(2);
  expect(countsOf(arc.address)).toEqual({ strong: 1, weak: 1 });
  arc.dispose();
  expect(await spawn(work, upgradeOnce, weak)).toBeUndefined();
});

test('a handle that a thread kept in its module is good for nothing in the next one', async () => {
  using arc = new Arc(u32, 1);
  await spawn(work, keepInModule, arc.clone());
  expect(arc.strongCount).toBe(1);
  for (let i = 0; i < 3; i++) expect(['ENDED', 'another worker']).toContain(await spawn(work, useKept));
});

test('what a thread had that was terminated is given back, and the value ends if it was the last', async () => {
  const arc = new Arc(u32, 1);
  const weak = arc.downgrade();
  const here = new AtomicI32(0);
  const victims = [1, 2].map(() => spawn(work, haveAndStay, arc.clone(), arc.downgrade(), here));
  await reaches(here, 2);
  arc.dispose();
  expect(weak.strongCount).toBe(4);
  for (const victim of victims) victim.terminate();
  await Promise.allSettled(victims);
  await countsBecome(weak.address, 0, 1);
  expect(weak.upgrade()).toBeUndefined();
  weak.dispose();
});

test('bytes and locks of a value end with a thread that was terminated, too', async () => {
  const here = new AtomicI32(0);
  const arc = Arc.of(new Mutex(u32, 0));
  const mutexAddress = arc.value.address;
  const weak = arc.downgrade();
  const victim = spawn(work, haveAndStay, arc, undefined, here);
  await reaches(here, 1);
  victim.terminate();
  await Promise.allSettled([victim]);
  await countsBecome(weak.address, 0, 1);
  expect(codeOf(() => free(mutexAddress))).toBe('DOUBLE_FREE');
  weak.dispose();
});

test('threads that upgrade while the last Arc ends find it or do not, and nothing is left', async () => {
  const ROUNDS = 20_000;
  const arc = new Arc(u32, 1);
  const weak = arc.downgrade();
  const threads = [1, 2, 3].map(() => spawn(work, churn, weak.clone() as Weak<number>, ROUNDS));
  while (weak.strongCount === 1 && threads.some((thread) => !thread.isFinished))
    await new Promise((resolve) => void setTimeout(resolve, 0));
  arc.dispose();
  const found = [];
  for (const thread of threads) found.push(await thread);
  expect(Math.max(...found)).toBeGreaterThan(0);
  expect([weak.strongCount, weak.weakCount, weak.upgrade()]).toEqual([0, 1, undefined]);
  weak.dispose();
});

test('more than can be counted are refused, and nothing is changed', () => {
  const ONE_STRONG = 2 ** 12;
  using arc = new Arc(u32, 1);
  using weak = arc.downgrade();
  const { ops } = heapRegion();
  const word = ops.load32(arc.address);
  ops.store32(arc.address, MOST_STRONG * ONE_STRONG + 2);
  expect(codeOf(() => spawn(work, readOften, arc, 1))).toBe('TOO_MANY');
  ops.store32(arc.address, ONE_STRONG + MOST_WEAK);
  expect(() => arc.downgrade()).toThrow(
    /^Arc at address \d+ of the heap: downgrade\(\) in thread \d+ would be one too many: 2048 threads and messages have it already/,
  );
  ops.store32(arc.address, word);
  expect([arc.value, arc.strongCount, weak.weakCount]).toEqual([1, 1, 1]);
});

test('an upgrade that would be one too many is refused in a thread that has no Arc, and counts in one that has', () => {
  const ONE_STRONG = 2 ** 12;
  const arc = new Arc(u32, 1);
  using weak = arc.downgrade();
  addStrong(arc.address); // as for a message
  const { ops } = heapRegion();
  const word = ops.load32(arc.address);
  ops.store32(arc.address, MOST_STRONG * ONE_STRONG + 2);
  weak.upgrade()!.dispose();
  ops.store32(arc.address, word);
  arc.dispose();
  ops.store32(weak.address, MOST_STRONG * ONE_STRONG + 2);
  expect(codeOf(() => weak.upgrade())).toBe('TOO_MANY');
  ops.store32(weak.address, word - ONE_STRONG);
  using again = weak.upgrade()!;
  ops.sub32(weak.address, ONE_STRONG); // the message is gone
  expect(again.strongCount).toBe(1);
});

test('a thread may have thousands, and gives them back in any order', () => {
  const before = heapStatistics().usedBytes;
  const all = Array.from({ length: 3000 }, (_, i) => new Arc(u32, i));
  const odd = all.filter((_, i) => i % 2 === 1);
  for (const arc of odd) arc.dispose();
  expect(all.filter((_, i) => i % 2 === 0).every((arc, i) => arc.value === 2 * i)).toBe(true);
  for (const arc of all) arc.dispose();
  expect(heapStatistics().usedBytes).toBeLessThanOrEqual(before + 100_000); // the list of what the thread holds has grown
});
