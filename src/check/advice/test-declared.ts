/** Programs with orders, for tests of what is said about them. */
import { fence } from 'lockwright/atomic';
import type { CheckOptions, Declared } from '../declare.ts';
import { explore } from '../explore.ts';
import type { Program } from '../result.ts';
import type { Site } from './sites.ts';

type Order = 'relaxed' | 'acquire' | 'release' | 'acqRel' | 'seqCst';

export function declared(name: string, program: () => Program, options: CheckOptions = {}): Declared {
  return { name, options, run: (more) => explore(program, { name, ...options, ...more }) };
}

const words = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));

/** One writes data and says so, the other reads it if it was told. */
export function messagePassing(store: 'relaxed' | 'release' | 'seqCst', load: 'relaxed' | 'acquire' | 'seqCst'): () => Program {
  return () => {
    const [data, flag] = [words(1), words(1)];
    const write = (): void => {
      data[0] = 1;
      Atomics.store(flag, 0, 1, store);
    };
    return { threads: [write, () => (Atomics.load(flag, 0, load) === 1 ? data[0] : 0)] };
  };
}

/** Both write and then look at what the other writes: one at least must see it. */
export function storeBuffering(): Program {
  const [x, y] = [words(1), words(1)];
  const one = (): number => {
    Atomics.store(x, 0, 1);
    return Atomics.load(y, 0);
  };
  const other = (): number => {
    Atomics.store(y, 0, 1);
    return Atomics.load(x, 0);
  };
  return {
    threads: [one, other],
    finally: ([a, b]) => {
      if (a === 0 && b === 0) throw new Error('neither sees the other');
    },
  };
}

/** A lock by compareExchange, with data under it. */
export function exchanging(success: Order, failure: 'relaxed' | 'acquire' | 'seqCst'): () => Program {
  return () => {
    const [lock, data] = [words(1), words(1)];
    const section = (): void => {
      if (Atomics.compareExchange(lock, 0, 0, 1, success, failure) !== 0) return;
      data[0]! += 1;
      Atomics.store(lock, 0, 0, 'release');
    };
    return { threads: [section, section] };
  };
}

/** A lock that spins, with data under it. */
export function spinning(): Program {
  const [lock, data] = [words(1), words(1)];
  const section = (): void => {
    while (Atomics.exchange(lock, 0, 1) !== 0);
    data[0]! += 1;
    Atomics.store(lock, 0, 0);
  };
  return { threads: [section, section] };
}

/** Orders nothing. */
export function racing(): Program {
  const data = words(1);
  return { threads: [() => void (data[0] = 1), () => Atomics.load(data, 0)] };
}

/** The fence and the store both publish the data. */
export function publishedTwice(): Program {
  const [data, flag] = [words(1), words(1)];
  const write = (): void => {
    data[0] = 1;
    fence('release');
    Atomics.store(flag, 0, 1, 'release');
  };
  return { threads: [write, () => (Atomics.load(flag, 0, 'acquire') === 1 ? data[0] : 0)] };
}

const tell = (flag: Int32Array): number => Atomics.store(flag, 0, 1, 'release');

/** One writes and tells, at a place that all such programs have; whether it writes is up to the program. */
export function telling(writes: boolean): () => Program {
  return () => {
    const [data, flag] = [words(1), words(1)];
    const write = (): void => {
      if (writes) data[0] = 1;
      tell(flag);
    };
    return { threads: [write, () => (Atomics.load(flag, 0, 'acquire') === 1 && writes ? data[0] : 0)] };
  };
}

export const text = ({ kind }: Site, ...orders: readonly (string | undefined)[]): string => [kind, ...orders].join(' ');
