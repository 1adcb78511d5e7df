/** Epochs in every execution: nothing is freed that a thread may still read, and all is freed in the end, also what threads had that died. */
import { AtomicBool, AtomicPtr } from 'lockwright/atomic';
import { allocate, free, heapRegion, u32 } from 'lockwright/memory';
import { Epoch } from 'lockwright/shared';
import { checkUnder, mustBe } from '../../lock/test-models.ts';
import { putIntoBag } from './bag.ts';
import { epochNow, pinRecord, takeOld, takeRecord, tryAdvance, unpinRecord } from './epoch-words.ts';

const FIRST = 1;

function newCell(value: number): number {
  const address = allocate(16);
  u32.set(heapRegion(), address, value);
  return address;
}

interface Scene {
  readonly epoch: Epoch;
  readonly pointer: AtomicPtr;
}

const newScene = (): Scene => ({ epoch: new Epoch(), pointer: new AtomicPtr(newCell(FIRST)) });

function read({ epoch, pointer }: Scene): number {
  return epoch.withPin(() => u32.get(heapRegion(), pointer.load('acquire')));
}

function replace({ epoch, pointer }: Scene, value: number): void {
  epoch.withPin((pin) => pin.retire(pointer.exchange(newCell(value), 'acqRel')));
}

/** Tries to free so often that it would, if nobody else were there. */
function collect({ epoch }: Scene): number {
  let freed = 0;
  for (let i = 0; i < 2; i++) freed += epoch.collect();
  return freed;
}

checkUnder({ js: 407, rc11: 443 }, 'what a reader may have is not freed', () => {
  const scene = newScene();
  const replaceAndCollect = (): number => {
    replace(scene, FIRST);
    return collect(scene);
  };
  return {
    threads: [() => read(scene), replaceAndCollect],
    finally: ([seen, freed]) => {
      mustBe(seen, FIRST, 'what was read');
      mustBe(freed + collect(scene), 1, 'how many were freed, then or now');
    },
  };
});

checkUnder({ js: 91, rc11: 91 }, 'a block is freed by one thread because of what another saw of the reader', () => {
  const { epoch, pointer } = newScene();
  const [ofReader, ofWriter] = [takeRecord(epoch.address), takeRecord(epoch.address)];
  const readPinned = (): number => {
    pinRecord(epoch.address, ofReader);
    const value = u32.get(heapRegion(), pointer.load('acquire'));
    unpinRecord(ofReader);
    return value;
  };
  const replaceAndFree = (): number => {
    const old = pointer.exchange(newCell(FIRST), 'acqRel');
    putIntoBag(ofWriter, old, epochNow(epoch.address));
    tryAdvance(epoch.address);
    const taken = takeOld(epoch.address, ofWriter);
    for (const address of taken) free(address);
    return taken.length;
  };
  return {
    threads: [readPinned, replaceAndFree, () => tryAdvance(epoch.address)],
    finally: ([seen]) => mustBe(seen, FIRST, 'what was read'),
  };
});

checkUnder(
  { js: 497, rc11: 533 },
  'a reader who is pinned twice has both, and one who was pinned before has what was taken out since',
  () => {
    const scene = newScene();
    const readTwice = (): number =>
      scene.epoch.withPin(() => {
        const early = scene.pointer.load('acquire');
        const sum = read(scene);
        return sum + u32.get(heapRegion(), early);
      });
    const replaceAndCollect = (): void => {
      replace(scene, FIRST);
      collect(scene);
    };
    return { threads: [readTwice, replaceAndCollect], finally: ([sum]) => mustBe(sum, 2 * FIRST, 'the sum') };
  },
);

checkUnder(
  { js: 22, rc11: 22 },
  'the memory of an epoch that was freed is not looked at when a thread dies that has used it',
  () => {
    const [epoch, next] = [new Epoch(), new Epoch()];
    const [isDone, isOver] = [new AtomicBool(false), new AtomicBool(false)];
    const use = (): void => {
      epoch.withPin(() => {});
      isDone.store(true, 'release');
      if (isOver.load('acquire')) next.withPin(() => {}); // has the record of the other one then
    };
    const end = (): void => {
      if (!isDone.load('acquire')) return;
      epoch.free();
      isOver.store(true, 'release');
    };
    return { threads: [use, end], finally: () => next.free() };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 1754, rc11: 1850 }, 'two retire, and each block is freed once', () => {
  const scene = newScene();
  const work = (): number => {
    replace(scene, FIRST);
    return scene.epoch.collect();
  };
  return {
    threads: [work, work],
    finally: ([one, other]) => mustBe(one + other + collect(scene), 2, 'how many were freed, then or now'),
  };
});

checkUnder(
  { js: 19, rc11: 19 },
  'a thread that is killed while it is pinned does not keep others from freeing, and what it had retired is freed',
  () => {
    const scene = newScene();
    const begun = new AtomicBool(false);
    const doomed = (): void => {
      replace(scene, FIRST);
      begun.store(true);
      read(scene);
    };
    return {
      threads: [doomed],
      finally: () => {
        const { epoch } = scene;
        if (begun.load()) mustBe(epoch.collect() + epoch.collect() + epoch.collect(), 1, 'how many were freed');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
