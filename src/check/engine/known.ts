import type { Place } from '../report/trace.ts';
import { HeapBlocks } from './heap-blocks.ts';
import type { Locations } from './locations.ts';
import type { Trie } from './trie.ts';
import { ValuePools } from './value-pools.ts';
import type { Values } from './values.ts';

/** What running threads has taught, beside what they do. It belongs to the trie. */
export interface Known {
  readonly pools: ValuePools;
  readonly spins: { thread: number; node: number }[];
  /** Threads that are async functions. */
  readonly asyncThreads: Set<number>;
  /** By node: where an async thread did it. */
  readonly stacks: Map<number, Place[]>;
  /** Threads that were spawned: by spawner and number. */
  readonly childNumbers: Map<string, number>;
  /** By thread: its spawner. */
  readonly parents: (number | undefined)[];
  readonly names: (string | undefined)[];
  /** Whether a thread is terminated by another. Then each that is spawned looks before each step whether it is. */
  terminates: boolean;
  /** Threads that loop until a time has come: for them each look at the clock is a choice. */
  readonly timed: Set<number>;
  /** Whether a thread asks if another one has ended. Then each says so, in a word of its own, when it ends. */
  asksWhoEnded: boolean;
  threadCount: number;
  readonly blocks: HeapBlocks;
  /** Whether what a thread does may depend on its number: then twins are none. */
  toldApart: boolean;
}

export function newKnown(parts: { trie: Trie; values: Values; locations: Locations }): Known {
  return {
    pools: new ValuePools(parts),
    spins: [],
    asyncThreads: new Set(),
    stacks: new Map(),
    childNumbers: new Map(),
    parents: [],
    names: [],
    timed: new Set(),
    asksWhoEnded: false,
    terminates: false,
    threadCount: 0,
    blocks: new HeapBlocks(),
    toldApart: false,
  };
}
