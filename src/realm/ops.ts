import type { Ordering } from './ordering.ts';

/**
 * Memory operations on one shared memory, by byte address: the one seam between our primitives and the machine.
 *
 * Two classes implement it: {@link JsOps} with `Atomics.*` (the readable reference) and {@link WasmOps} with a small
 * WebAssembly module (one bare instruction per operation on V8). A checked run brings a third, which records.
 *
 * - Addresses are byte offsets from the start of the memory, and aligned to the width of the access.
 * - 8- and 16-bit results are zero-extended, 32-bit results are signed (`>>> 0` where unsigned), 64-bit ones signed BigInts.
 *   An 8-, 16- or 32-bit operand may be given as signed or unsigned; only its low bits count.
 * - The trailing `order` arguments are what the code *declares*. Both back ends ignore them, since everything runs as
 *   sequentially consistent; the checker judges by them.
 */
export interface Ops {
  readonly backend: 'js' | 'wasm';

  load8(p: number, order?: Ordering): number;
  store8(p: number, value: number, order?: Ordering): void;
  exchange8(p: number, value: number, order?: Ordering): number;
  /** Returns the value found; the exchange happened if and only if that equals `expected` (as 8 bits). */
  cas8(p: number, expected: number, replacement: number, success?: Ordering, failure?: Ordering): number;
  add8(p: number, value: number, order?: Ordering): number;
  sub8(p: number, value: number, order?: Ordering): number;
  and8(p: number, value: number, order?: Ordering): number;
  or8(p: number, value: number, order?: Ordering): number;
  xor8(p: number, value: number, order?: Ordering): number;

  load16(p: number, order?: Ordering): number;
  store16(p: number, value: number, order?: Ordering): void;
  exchange16(p: number, value: number, order?: Ordering): number;
  cas16(p: number, expected: number, replacement: number, success?: Ordering, failure?: Ordering): number;
  add16(p: number, value: number, order?: Ordering): number;
  sub16(p: number, value: number, order?: Ordering): number;
  and16(p: number, value: number, order?: Ordering): number;
  or16(p: number, value: number, order?: Ordering): number;
  xor16(p: number, value: number, order?: Ordering): number;

  load32(p: number, order?: Ordering): number;
  store32(p: number, value: number, order?: Ordering): void;
  exchange32(p: number, value: number, order?: Ordering): number;
  cas32(p: number, expected: number, replacement: number, success?: Ordering, failure?: Ordering): number;
  add32(p: number, value: number, order?: Ordering): number;
  sub32(p: number, value: number, order?: Ordering): number;
  and32(p: number, value: number, order?: Ordering): number;
  or32(p: number, value: number, order?: Ordering): number;
  xor32(p: number, value: number, order?: Ordering): number;

  load64(p: number, order?: Ordering): bigint;
  store64(p: number, value: bigint, order?: Ordering): void;
  exchange64(p: number, value: bigint, order?: Ordering): bigint;
  cas64(p: number, expected: bigint, replacement: bigint, success?: Ordering, failure?: Ordering): bigint;
  add64(p: number, value: bigint, order?: Ordering): bigint;
  sub64(p: number, value: bigint, order?: Ordering): bigint;
  and64(p: number, value: bigint, order?: Ordering): bigint;
  or64(p: number, value: bigint, order?: Ordering): bigint;
  xor64(p: number, value: bigint, order?: Ordering): bigint;

  /** Whole operations that no machine has as one instruction: not-and, and the greater or lesser of two signed (S) or unsigned (U) integers. */
  nand8(p: number, value: number, order?: Ordering): number;
  maxS8(p: number, value: number, order?: Ordering): number;
  minS8(p: number, value: number, order?: Ordering): number;
  maxU8(p: number, value: number, order?: Ordering): number;
  minU8(p: number, value: number, order?: Ordering): number;
  nand16(p: number, value: number, order?: Ordering): number;
  maxS16(p: number, value: number, order?: Ordering): number;
  minS16(p: number, value: number, order?: Ordering): number;
  maxU16(p: number, value: number, order?: Ordering): number;
  minU16(p: number, value: number, order?: Ordering): number;
  nand32(p: number, value: number, order?: Ordering): number;
  maxS32(p: number, value: number, order?: Ordering): number;
  minS32(p: number, value: number, order?: Ordering): number;
  maxU32(p: number, value: number, order?: Ordering): number;
  minU32(p: number, value: number, order?: Ordering): number;
  nand64(p: number, value: bigint, order?: Ordering): bigint;
  maxS64(p: number, value: bigint, order?: Ordering): bigint;
  minS64(p: number, value: bigint, order?: Ordering): bigint;
  maxU64(p: number, value: bigint, order?: Ordering): bigint;
  minU64(p: number, value: bigint, order?: Ordering): bigint;

  loadF64(p: number, order?: Ordering): number;
  storeF64(p: number, value: number, order?: Ordering): void;
  exchangeF64(p: number, value: number, order?: Ordering): number;
  /** Returns the value found; the exchange happened if and only if that is the same as `expected` by `Object.is`: all NaNs are one, -0 is not 0. */
  casF64(p: number, expected: number, replacement: number, success?: Ordering, failure?: Ordering): number;
  addF64(p: number, value: number, order?: Ordering): number;
  /** As `Math.max`: NaN if either is, and 0 is greater than -0. */
  maxF64(p: number, value: number, order?: Ordering): number;
  /** As `Math.min`. */
  minF64(p: number, value: number, order?: Ordering): number;

  /** Sleeps while the 32-bit word at `p` equals `expected`, at most `ms` milliseconds. Throws where the agent may not block. */
  wait32(p: number, expected: number, ms: number): 'ok' | 'not-equal' | 'timed-out';
  wait64(p: number, expected: bigint, ms: number): 'ok' | 'not-equal' | 'timed-out';
  /** The same without blocking. The promise does not keep an event loop alive: see `keepAliveWhile` of the realm. */
  waitAsync32(p: number, expected: number, ms: number): AsyncWait;
  waitAsync64(p: number, expected: bigint, ms: number): AsyncWait;
  /** Wakes at most `count` waiters (blocked or async; `Infinity` for all) of the word at `p`; returns how many. */
  notify(p: number, count: number): number;

  /**
   * Takes an owner word that is 0 (see `memory/owner-word.ts`) for the thread with the block at `me`, and notes the lock in that thread's list of
   * what it holds, with `kind`. Returns 0 if taken; {@link LIST_SLOW} if that list is full (nothing was taken); else the word found.
   * For words of the heap only. One crossing into wasm, one locked instruction.
   */
  takeOwnerWord(p: number, me: number, kind: number): number;
  /**
   * Gives back an owner word that holds exactly `me`, and drops it from the list. Returns 0 if done; {@link LIST_SLOW} if the word was given
   * back but was not the last of the list (the caller drops it); else the word found, unchanged. For words of the heap only.
   */
  giveOwnerWord(p: number, me: number): number;

  /**
   * Adds `change` to a share word (see `memory/share.ts`) if it has none of the bits of `closed` and is at least `least`, and notes `delta` in the list of the thread with the block at
   * `me`. Returns {@link SHARE_TAKEN}; {@link SHARE_SLOW} if the list is full, or in a checked run (nothing was done: the caller takes it step by step); else the word, which did not allow
   * it. For words of the heap only. One crossing into wasm, one locked instruction.
   */
  takeShare(p: number, closed: number, least: number, change: number, delta: number, me: number): number;
  /**
   * Adds `change` to a share word, if a share with `delta` is the last of the list. Returns 0 if done, and dropped from the list; {@link SHARE_SLOW} if it is not the last, or in a
   * checked run (nothing was done: the caller gives it back step by step); else the three lowest bits found: then the share is still noted, with a delta of 0. For words of the heap only.
   */
  giveShare(p: number, change: number, delta: number, me: number): number;

  /**
   * Adds `change` to a count (see `memory/counted.ts`) if it is at least `least` and below `most`, and notes it with `kind` in the list of the thread with the block at `me`. Returns {@link COUNT_TAKEN};
   * {@link COUNT_SLOW} if the list is full, or in a checked run (nothing was done: the caller takes it step by step); else the count, which did not allow it. For words of the heap only.
   */
  takeCount(p: number, least: number, most: number, change: number, kind: number, me: number): number;
  /**
   * Takes `change` off a count, if the last of the list is that count with `kind`. Returns the count before; {@link COUNT_SLOW} if it is not the last, or in a checked run (nothing was done).
   * The note is dropped; or, if less than `least` is left, its kind is `after` from then on. For words of the heap only.
   */
  giveCount(p: number, change: number, least: number, kind: number, after: number, me: number): number;

  /** Stores `value` at `p`, with that order, and then loads the word at `bell`, sequentially consistent: who publishes something looks whether somebody waits for it. One crossing into wasm. */
  publish32(p: number, value: number, bell: number, order?: Ordering): number;

  /**
   * Claims the position at the word `p` of a queue (see `memory/message-slots.ts` and `queue-words.ts`) in a ring of slots, if the stamp of its slot is that position with `bits`, and notes it in the list of the thread with the block at `me`:
   * `bits` is `FREE` for who sends and `PUBLISHED` for who receives. Returns the address of the slot, for who receives with {@link CLAIM_VOID} if nothing is in it; {@link CLAIM_CLOSED}; {@link CLAIM_NONE} if there is none now;
   * or {@link CLAIM_SLOW} if the list is full, with nothing done. One crossing into wasm, one locked instruction.
   *
   * @param round what a position adds when the ring comes round, a power of two
   * @param end four times the number of slots
   */
  claimInRing(p: number, first: number, stride: number, round: number, end: number, bits: number, me: number): number;
  /**
   * As {@link claimInRing}, in pages (see `memory/message-pages.ts`). Of those that send, no stamp is asked for, and {@link CLAIM_SLOW} also says that the page is not seen, or that the position is the first of a page: the caller
   * makes it. It also says that the memory has grown.
   *
   * @param head where the first slot lies in a page
   * @param made the position whose page the caller has made; {@link NOT_MADE} if none
   */
  claimInPages(p: number, root: number, stride: number, head: number, bits: number, made: number, me: number): number;
  /** What is noted of the last claim of the thread, if nothing was noted since: the position, with `TAKES` for who receives. */
  lastClaim(me: number): number;
  /**
   * Stores the stamp of a slot whose claim is noted last, with `noted` for the word `p`: the position and `change`; and then looks at `bell`. Returns {@link CLAIM_QUIET} if nobody waits: the note is dropped;
   * {@link CLAIM_AWAITED} if somebody does: the note stays, until the caller has rung; {@link CLAIM_NOT_LAST} if another note is the last, with nothing done.
   */
  publishClaimed(slot: number, noted: number, change: number, bell: number, p: number, me: number): number;
  /** As {@link publishClaimed}, of a slot in a page whose message was received: adds one to the count at `done`, and notes that with `TOOK`. {@link CLAIM_LAST_OF_PAGE} if it is `most` then: the note stays. */
  countClaimed(done: number, most: number, noted: number, bell: number, p: number, me: number): number;

  /** Replaces the views inside after the memory grew. */
  refresh(): void;
}

/** Neither a success nor a word: the list of what the thread holds needs the slow path. No owner word looks like it. */
export const LIST_SLOW = 8;

/** What {@link Ops.takeShare} returns if it took the share: no share word is negative. */
export const SHARE_TAKEN = -1;
/** What {@link Ops.takeShare} and {@link Ops.giveShare} return if they did nothing, and the caller is to do it step by step. */
export const SHARE_SLOW = -2;

/** What {@link Ops.takeCount} returns if it took one: no count is negative. */
export const COUNT_TAKEN = -1;
/** What {@link Ops.takeCount} and {@link Ops.giveCount} return if they did nothing, and the caller is to do it step by step. */
export const COUNT_SLOW = -2;

/** What {@link Ops.claimInRing} and {@link Ops.claimInPages} return if they claimed nothing: less than the address of any slot. */
export const CLAIM_CLOSED = 1;
export const CLAIM_NONE = 2;
export const CLAIM_SLOW = 3;
/** Added to the address of a slot whose sender died before its message was written. */
export const CLAIM_VOID = 1;
/** No position is odd. */
export const NOT_MADE = 1;
/** The first number that is a slot. */
export const LEAST_SLOT = 4;
/** What {@link Ops.publishClaimed} and {@link Ops.countClaimed} return. */
export const CLAIM_QUIET = 0;
export const CLAIM_AWAITED = 1;
export const CLAIM_NOT_LAST = 2;
export const CLAIM_LAST_OF_PAGE = 3;

/** The result of `waitAsync`: at once, or a promise of it. */
export type AsyncWait = { async: false; value: 'not-equal' | 'timed-out' } | { async: true; value: Promise<'ok' | 'timed-out'> };
