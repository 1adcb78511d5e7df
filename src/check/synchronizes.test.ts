import { describe, expect, test } from 'vitest';
import { explore, type ExploreOptions, type Trace } from 'lockwright/check';
import { AtomicI32, fence, wait, wakeAll } from 'lockwright/atomic';
import { Mutex } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { spawn } from 'lockwright/thread';
import type { LoadOrdering, StoreOrdering } from '../realm/ordering.ts';

const words = (count: number) => new Int32Array(new SharedArrayBuffer(4 * count));

/** What synchronizes in the first execution that `wanted` takes, with steps by their calls: `0 store → 1 load`. */
async function pairs(
  program: () => unknown,
  model: ExploreOptions['model'] & string,
  wanted: (trace: Trace) => boolean,
): Promise<string[]> {
  const { traces } = await explore(program, { model, keepTraces: 1000, allowRace: () => true });
  const trace = traces!.find(wanted);
  if (trace === undefined) throw new Error(`no execution of ${traces!.length} is the one that is asked for`);
  const name = (id: number) => `${trace.steps[id]!.thread} ${trace.steps[id]!.call.replace('Atomics.', '')}`;
  return trace.synchronizes.map(([from, to]) => `${name(from)} → ${name(to)}`);
}

const finishes = (result: string) => (trace: Trace) => trace.threads.some((end) => end.result === result);

/** A message under a flag, with these orders; the second thread returns what it found, if the flag was up. */
const message = (release: StoreOrdering, acquire: LoadOrdering) => () => {
  const x = words(2);
  const send = () => {
    Atomics.store(x, 0, 42, 'relaxed');
    Atomics.store(x, 1, 1, release);
  };
  return { threads: [send, () => (Atomics.load(x, 1, acquire) === 1 ? Atomics.load(x, 0, 'relaxed') : -1)] };
};

const fences = () => {
  const x = words(2);
  const send = () => {
    Atomics.store(x, 0, 42, 'relaxed');
    fence('release');
    Atomics.store(x, 1, 1, 'relaxed');
  };
  const receive = () => {
    if (Atomics.load(x, 1, 'relaxed') !== 1) return -1;
    fence('acquire');
    return Atomics.load(x, 0, 'relaxed');
  };
  return { threads: [send, receive] };
};

const releaseSequence = () => {
  const x = words(2);
  const send = () => {
    Atomics.store(x, 0, 42, 'relaxed');
    Atomics.store(x, 1, 1, 'release');
  };
  const receive = () => (Atomics.load(x, 1, 'acquire') === 2 ? Atomics.load(x, 0, 'relaxed') : -1);
  return { threads: [send, () => Atomics.add(x, 1, 1, 'relaxed'), receive] };
};

const spawning = () => {
  const data = new AtomicI32(0);
  const handle = spawn(() => data.store(1, 'relaxed'));
  handle.join();
  data.load('relaxed');
};

const locking = () => {
  const mutex = new Mutex(u32, 0);
  const add = () => mutex.withLock((guard) => (guard.value += 1));
  return { threads: [add, add] };
};

const waiting = () => {
  const word = new AtomicI32(0);
  return { threads: [() => wait(word, 0), () => (word.store(1), wakeAll(word))] };
};

const woken = (trace: Trace) => trace.steps.some(({ kind }) => kind === 'wake');

describe('synchronizes-with', () => {
  test('under rc11 is of a release and the acquire that reads from it, and of nothing relaxed', async () => {
    expect(await pairs(message('release', 'acquire'), 'rc11', finishes('42'))).toEqual(['0 store → 1 load']);
    expect(await pairs(message('relaxed', 'acquire'), 'rc11', finishes('42'))).toEqual([]);
    expect(await pairs(message('release', 'relaxed'), 'rc11', finishes('42'))).toEqual([]);
  });

  test('is of all atomics where they are sequentially consistent whatever they declare', async () => {
    for (const model of ['js', 'sc', 'tso'] as const)
      expect(await pairs(message('relaxed', 'relaxed'), model, finishes('42'))).toEqual(['0 store → 1 load', '0 store → 1 load']);
  });

  test('under rc11 goes from fence to fence', async () => {
    expect(await pairs(fences, 'rc11', finishes('42'))).toEqual(['0 fence → 1 fence']);
  });

  test('under rc11 goes on through the read-modify-writes of a release sequence', async () => {
    expect(await pairs(releaseSequence, 'rc11', finishes('42'))).toEqual(['0 store → 2 load']);
  });

  test('goes from a spawn to the first step of the thread, and from its end to who joins it', async () => {
    for (const model of ['js', 'rc11'] as const) {
      const found = await pairs(spawning, model, () => true);
      expect([found[0], found.find((pair) => pair.endsWith('join'))]).toEqual(['0 spawn → 1 store', '1 end → 0 join']);
    }
  });

  test('goes from the unlock of a mutex to the next lock', async () => {
    expect(await pairs(locking, 'rc11', finishes('2'))).toContain('0 compareExchange → 1 compareExchange');
  });

  test('goes from a notification to whom it wakes', async () => {
    expect(await pairs(waiting, 'js', woken)).toContain('1 notify → 0 wait');
  });
});
