/** What the two halves of the stress tests agree on. */
import type { SharedMemory } from '../realm/realm.ts';
import type { Region } from './region.ts';

export interface Job {
  kind: 'mix' | 'produce' | 'consume' | 'grow' | 'hold the lock';
  memory: SharedMemory;
  block: number;
  seed: number;
  rounds: number;
  /** Most blocks that the thread keeps. */
  live: number;
  /** Address of {@link HAND_OVER_WORDS} words through which blocks change hands. */
  exchange: number;
  /** Address of a word that goes up. */
  progress: number;
}

export const HAND_OVER_WORDS = 64;

/** A marked block begins with its size, and all further bytes are made from its address. */
export const MARKED_BYTES = 8;

function markOf(p: number): number {
  return (p >>> 4) % 251;
}

export function markBlock(heap: Region, p: number, bytes: number): void {
  heap.check(p, bytes, 16, 'a marked block');
  heap.i32[p >>> 2] = bytes;
  heap.u8.fill(markOf(p), p + 4, p + bytes);
}

/** Throws if any byte is not what {@link markBlock} wrote: then the block was handed out twice. */
export function checkBlock(heap: Region, p: number): void {
  heap.check(p, MARKED_BYTES, 16, 'a marked block');
  const bytes = heap.i32[p >>> 2]!;
  if (bytes < MARKED_BYTES || bytes > 300_000) throw new Error(`block ${p}: its size was overwritten with ${bytes}`);
  heap.check(p, bytes, 16, 'a marked block');
  const mark = markOf(p);
  for (let n = 4; n < bytes; n++) {
    if (heap.u8[p + n] !== mark) throw new Error(`block ${p} of ${bytes} bytes: byte ${n} was overwritten with ${heap.u8[p + n]}`);
  }
}
