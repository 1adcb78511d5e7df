import type { Exploration } from './exploration.ts';
import { type Known, newKnown } from './known.ts';
import { Locations } from './locations.ts';
import { Trie } from './trie.ts';
import { Values } from './values.ts';

/** What is kept when the exploration begins anew: what was learned about the threads. */
export interface Learned {
  readonly trie: Trie;
  readonly values: Values;
  readonly locations: Locations;
  readonly known: Known;
  /** By thread: the root of its tree. */
  readonly roots: number[];
  /** Whether threads stop at an `assume`, or spin. */
  readonly getsStuck: boolean;
}

/** What an exploration learned about a program that others can use: what they would otherwise have to begin anew for. It can be sent to another thread. */
export interface Knowledge {
  /** Threads that there may be. */
  readonly threads: number;
  readonly getsStuck: boolean;
  readonly blocks: Locations['blocks'];
  readonly timed: readonly number[];
  readonly asksWhoEnded: boolean;
  readonly terminates: boolean;
}

export function knowledgeOf(x: Exploration, threads: number): Knowledge {
  const { timed, asksWhoEnded, terminates } = x.runner.known;
  return { threads, getsStuck: x.runner.getsStuck, blocks: x.locations.blocks, timed: [...timed], asksWhoEnded, terminates };
}

export function learnedFrom({ getsStuck, blocks, timed, asksWhoEnded, terminates }: Omit<Knowledge, 'threads'>): Learned {
  const learned = newLearned();
  learned.locations.keepBlocks(blocks);
  learned.known.asksWhoEnded = asksWhoEnded;
  learned.known.terminates = terminates;
  for (const thread of timed) learned.known.timed.add(thread);
  return { ...learned, getsStuck };
}

export function newLearned(): Learned {
  const values = new Values();
  const parts = { trie: new Trie(), values, locations: new Locations(values) };
  return { ...parts, known: newKnown(parts), roots: [], getsStuck: false };
}
