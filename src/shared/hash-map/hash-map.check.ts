/** HashMap in every execution: a map to threads that use it at once, while buckets are made and it grows. What its list does is checked in `harris-list.check.ts`. */
import { linearizable } from 'lockwright/check';
import { u32 } from 'lockwright/memory';
import { checkUnder, mustBe } from '../../lock/test-models.ts';
import { type Entries, MAP } from '../linked-map/test-map.ts';
import { HashMap } from './hash-map.ts';

function newScene(...keys: number[]) {
  const map = new HashMap(u32, u32);
  for (const key of keys) map.set(key, key);
  const history = linearizable({ ...MAP, initial: keys.map((key) => [key, key] as const) as Entries });
  return { plain: map, map: history.of(map), judge: history.judge };
}

checkUnder({ js: 1830, rc11: 1830 }, 'a thread looks for what another puts in as the first key', () => {
  const { map, plain, judge } = newScene();
  return {
    threads: [() => map.set(1, 1), () => map.get(1)],
    finally: () => {
      judge();
      mustBe(plain.get(1), 1, 'what was set');
    },
  };
});

checkUnder({ js: 7302, rc11: 7302 }, 'two threads make the first buckets at once', () => {
  const { map, plain, judge } = newScene();
  return {
    threads: [() => map.set(1, 1), () => map.set(2, 2)],
    finally: () => {
      judge();
      mustBe(plain.size, 2, 'how many keys there are');
      mustBe([plain.get(1), plain.get(2)].join(), '1,2', 'what was set');
    },
  };
});

checkUnder({ js: 780, rc11: 780 }, 'two threads set and take out one key', () => {
  const { map, plain, judge } = newScene(1);
  return {
    threads: [() => map.set(1, 10), () => map.delete(1)],
    finally: () => {
      judge();
      mustBe(plain.size, plain.entries().length, 'how many keys it says');
    },
  };
});

checkUnder({ js: 24, rc11: 30 }, 'a thread looks up what it has put in while another makes it grow', () => {
  const { map, plain, judge } = newScene(1, 2, 3, 4);
  return {
    threads: [() => map.get(4), () => map.set(5, 5)],
    finally: () => {
      judge();
      mustBe(plain.entries().length, 5, 'how many keys there are');
      for (const key of [1, 2, 3, 4, 5]) mustBe(plain.get(key), key, 'what was set');
    },
  };
});

checkUnder(
  { js: 2443, rc11: 2443 },
  'a thread that dies while it puts a key in leaves a map',
  () => {
    const { plain } = newScene(3);
    return {
      threads: [() => plain.set(1, 1), () => plain.set(2, 2)],
      finally: () => {
        mustBe(plain.get(2), 2, 'what the other has set');
        const found = plain.get(1);
        if (found !== undefined) mustBe(found, 1, 'what was set');
        plain.set(1, 3);
        mustBe(plain.delete(1), 3, 'what was set last');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
