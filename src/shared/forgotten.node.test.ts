/** Handles that nobody disposed of, once they are collected. In Node only, which can be told to collect. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { addStrong, countsOf } from '../memory/counted.ts';
import { heapStatistics, u32 } from '../memory/index.ts';
import { spawn } from '../thread/index.ts';
import { giveBack, work } from './arc/test-work.ts';
import { Arc } from './index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects, and lets the event loop turn, until it is so. */
async function becomes(condition: () => boolean): Promise<void> {
  while (!condition()) {
    collect();
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
}

test('the count of an Arc that was forgotten is given back, with its value and its memory', async () => {
  const before = heapStatistics().usedBytes;
  const weak = (() => new Arc(u32, 1).downgrade())();
  await becomes(() => weak.strongCount === 0);
  expect(weak.upgrade()).toBeUndefined();
  weak.dispose();
  expect(heapStatistics().usedBytes).toBe(before);
  (() => void Arc.of({ text: 'forgotten' }))();
  (() => {
    using arc = new Arc(u32, 1);
    return arc.downgrade();
  })();
  await becomes(() => heapStatistics().usedBytes === before);
});

test('an Arc in a result that nobody took is given back when the handle of the thread is collected', async () => {
  const arc = new Arc(u32, 1);
  (() => void spawn(work, giveBack, arc.clone()))();
  await becomes(() => arc.strongCount === 1);
  expect(arc.getMut()).toBeDefined();
  arc.dispose();
});

test('an Arc stays as long as one handle of the thread is in use, whatever was forgotten besides', async () => {
  const weak = await (async () => {
    const arc = new Arc(u32, 1);
    (() => void arc.clone())();
    for (let i = 0; i < 10; i++) {
      collect();
      await new Promise((resolve) => void setTimeout(resolve, 1));
    }
    expect(arc.value).toBe(1);
    return arc.downgrade();
  })();
  await becomes(() => weak.strongCount === 0);
  weak.dispose();
});

test('what was disposed of is not given back again when it is collected', async () => {
  const kept = new Arc(u32, 1);
  await (async () => {
    const others = Array.from({ length: 10 }, () => new Arc(u32, 2));
    const copies = others.map((arc) => arc.clone());
    await Promise.resolve(); // they are in the net from here on
    for (const arc of [...others, ...copies]) arc.dispose();
  })();
  const again = Array.from({ length: 10 }, () => new Arc(u32, 3)); // where those were
  for (let i = 0; i < 10; i++) {
    collect();
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
  for (const arc of [kept, ...again]) expect(arc.strongCount).toBe(1);
  for (const arc of [kept, ...again]) arc.dispose();
});

test('an Arc that was upgraded and forgotten is given back, though the Weak stays', async () => {
  using weak = (() => {
    using arc = new Arc(u32, 1);
    addStrong(arc.address); // as for a message
    return arc.downgrade();
  })();
  const strong = (): number => countsOf(weak.address).strong;
  (() => void weak.upgrade())();
  expect(strong()).toBe(2);
  await becomes(() => strong() === 1);
  (() => void [weak.upgrade(), weak.upgrade()])();
  await becomes(() => strong() === 1);
});

test('a share that was used again is given back once', async () => {
  using weak = (() => {
    using arc = new Arc(u32, 1);
    addStrong(arc.address);
    return arc.downgrade();
  })();
  (() => {
    const first = weak.upgrade()!;
    using other = new Arc(u32, 2); // so that the share is not the last of those that are new
    first.dispose();
    weak.upgrade();
    expect([other.value, countsOf(weak.address).strong]).toEqual([2, 2]);
  })();
  await becomes(() => countsOf(weak.address).strong === 1);
  for (let i = 0; i < 10; i++) {
    collect();
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
  expect(countsOf(weak.address)).toEqual({ strong: 1, weak: 1 });
});
