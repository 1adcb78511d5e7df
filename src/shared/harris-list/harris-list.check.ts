/** HarrisList in every execution: a map to threads that look up, put in and take out at once; what is put in is not lost with what is taken out beside it. */
import { linearizable } from 'lockwright/check';
import { u32 } from 'lockwright/memory';
import { checkUnder, mustBe } from '../../lock/test-models.ts';
import { type Entries, MAP } from '../linked-map/test-map.ts';
import { HarrisList } from './harris-list.ts';

function newScene(...keys: number[]) {
  const list = new HarrisList(u32, u32);
  for (const key of keys) list.set(key, key);
  const history = linearizable({ ...MAP, initial: keys.map((key) => [key, key] as const) as Entries });
  return { plain: list, list: history.of(list), judge: history.judge };
}

checkUnder({ js: 2040, rc11: 2118 }, 'two threads set, delete and get one key', () => {
  const { list, judge } = newScene();
  const setAndDelete = (): void => {
    list.set(1, 10);
    list.delete(1);
  };
  const setAndGet = (): void => {
    list.set(1, 20);
    list.get(1);
  };
  return { threads: [setAndDelete, setAndGet], finally: judge };
});

checkUnder({ js: 18, rc11: 18 }, 'a value that another thread replaces is the old one or the new one', () => {
  const { list, judge } = newScene(1);
  return { threads: [() => list.set(1, 2), () => list.get(1)], finally: judge };
});

checkUnder({ js: 396, rc11: 396 }, 'a value that another thread replaces is taken out as the old one or the new one', () => {
  const { list, judge } = newScene(1);
  return { threads: [() => list.set(1, 2), () => list.delete(1)], finally: judge };
});

checkUnder({ js: 18, rc11: 18 }, 'a look finds a key that is being put in behind another, or not', () => {
  const { list, judge } = newScene(1);
  return { threads: [() => list.set(2, 2), () => list.get(2)], finally: judge };
});

checkUnder({ js: 12072, rc11: 12108 }, 'a look finds a key that is being put in behind one that is taken out, or not', () => {
  const { list, judge } = newScene(1);
  return { threads: [() => list.set(2, 2), () => list.delete(1), () => list.get(2)], finally: judge };
});

checkUnder({ js: 24, rc11: 24 }, 'a look goes on behind a key that is being taken out', () => {
  const { list, judge } = newScene(1, 2);
  return { threads: [() => list.delete(1), () => list.get(2)], finally: judge };
});

checkUnder({ js: 102, rc11: 102 }, 'a key that is put behind one that is taken out is not lost with it', () => {
  const { list, plain, judge } = newScene(1);
  return {
    threads: [() => list.delete(1), () => list.set(2, 2)],
    finally: () => {
      judge();
      mustBe(JSON.stringify(plain.entries()), '[[2,2]]', 'what is left');
    },
  };
});

checkUnder({ js: 30, rc11: 30 }, 'two keys are put in at once behind a third', () => {
  const { list, plain, judge } = newScene(1);
  return {
    threads: [() => list.set(2, 2), () => list.set(3, 3)],
    finally: () => {
      judge();
      mustBe(JSON.stringify(plain.entries()), '[[1,1],[2,2],[3,3]]', 'what is there');
    },
  };
});

checkUnder({ js: 306, rc11: 324 }, 'two neighbours are taken out at once', () => {
  const { list, plain, judge } = newScene(1, 2, 3);
  return {
    threads: [() => list.delete(1), () => list.delete(2)],
    finally: () => {
      judge();
      mustBe(JSON.stringify(plain.entries()), '[[3,3]]', 'what is left');
      const freed = plain.epoch.collect() + plain.epoch.collect() + plain.epoch.collect();
      mustBe(freed, 4, 'the blocks that were freed, two for each key');
    },
  };
});

checkUnder({ js: 872, rc11: 932 }, 'what a thread looks through is not freed under it', () => {
  const { list, plain, judge } = newScene();
  const setAndFree = (): void => {
    list.set(1, 10);
    list.delete(1);
    plain.epoch.collect();
    plain.epoch.collect();
  };
  return { threads: [() => list.get(1), setAndFree], finally: judge };
});

checkUnder({ js: 1915, rc11: 1963 }, 'what a thread is about to put in beside is not freed under it', () => {
  const { list, plain, judge } = newScene(1);
  const deleteAndFree = (): void => {
    list.delete(1);
    plain.epoch.collect();
    plain.epoch.collect();
  };
  return { threads: [() => list.set(2, 2), deleteAndFree], finally: judge };
});

checkUnder(
  { js: 6858, rc11: 8214 },
  'a thread that dies in the middle leaves a list, which others go on with',
  () => {
    const { plain } = newScene(1);
    const both = (): void => {
      plain.set(2, 2);
      plain.delete(1);
    };
    return {
      threads: [both, () => plain.set(1, 10)],
      finally: () => {
        plain.set(1, 11);
        mustBe(plain.delete(1), 11, 'what was set last');
        mustBe(plain.get(1), undefined, 'what is there after it was taken out');
        const left = JSON.stringify(plain.entries());
        if (left !== '[]') mustBe(left, '[[2,2]]', 'what is left');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
