import { current, realm } from '../realm/realm.ts';
import { sleepOn } from './owner-word.ts';
import type { Region } from './region.ts';
import { takeShare } from './share.ts';

/**
 * The words of a queue of threads in which each stands with a node: the tail, which names the node of the last to come, and the nodes. Taking one costs an atomic operation and a note of some
 * nanoseconds.
 *
 * | offset | word  | meaning                                                                             |
 * |--------|-------|-------------------------------------------------------------------------------------|
 * | 0      | tail  | a node; {@link NONE} if nobody ever came                                            |
 * | 4 …    | nodes | {@link NODES} words, named by numbers from 1: {@link FREE}, or what the kind of queue says |
 */
export const TAIL = 0;
const FIRST_NODE = 4;
/** Of places that have not been given back there can be so many at once. Who comes then waits without a node until one is free. */
export const NODES = 64;
export const NODE_QUEUE_BYTES = 260;

/** No node. */
export const NONE = 0;
/** The word of a node that is nobody's. */
export const FREE = 0;

/** Those who wait for a node are woken by nobody. As short as timers allow. */
const NAP_MS = 0.1;

export function wordOf(queue: number, node: number): number {
  return queue + FIRST_NODE + (node - 1) * 4;
}

/** The queue of a node, by the address of its word. */
export function queueOf(word: number, node: number): number {
  return word - wordOf(0, node);
}

/** What the word of a node becomes when it is taken, and what is noted for the undertaker then: a number that goes with its address, and a kind of what can be held. */
export interface Taking {
  readonly word: number;
  readonly kind: number;
  noteOf(node: number): number;
}

/** A free node, now this thread's; `NONE` if there is none. Threads begin to look at different ones. */
export function takeNode(region: Region, queue: number, { word: taken, kind, noteOf }: Taking): number {
  const { block } = current;
  const first = (block >>> 11) ^ (block >>> 4);
  for (let i = 0; i < NODES; i++) {
    const node = ((first + i) % NODES) + 1;
    const word = wordOf(queue, node);
    if (region.ops.load32(word, 'relaxed') === FREE && takeShare(region, word, FREE, taken, noteOf(node), kind)) return node;
  }
  return NONE;
}

/** As {@link takeNode}, but waits for one until `deadline`. */
export function awaitNode(region: Region, queue: number, taking: Taking, deadline: number): number {
  for (;;) {
    const node = takeNode(region, queue, taking);
    if (node !== NONE || realm.now() >= deadline) return node;
    if (realm.canBlock()) sleepOn(region, wordOf(queue, 1), region.ops.load32(wordOf(queue, 1), 'relaxed'), NAP_MS);
  }
}
