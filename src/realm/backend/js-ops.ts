import { type AsyncWait, COUNT_SLOW, COUNT_TAKEN, LIST_SLOW, type Ops, SHARE_SLOW, SHARE_TAKEN } from '../ops.ts';
import type { SharedMemory } from '../realm.ts';
import { JsQueueOps } from './js-queue-ops.ts';
import { bufferOf, waitAsync, type Int32View, type Int64View } from './views.ts';
import {
  HELD_BASE,
  HELD_DELTA,
  HELD_ENTRY_BYTES,
  HELD_LIMIT,
  HELD_SHARE,
  HELD_TOP,
  PENDING_ADDRESS,
  PENDING_KIND,
  SHARE_BYTES,
  SHARE_FLAGS,
} from '../block-words.ts';

/**
 * The memory operations in plain JavaScript: the readable reference, and what a checked run, JavaScriptCore and pages without
 * WebAssembly use. On V8 each costs 6 to 11 ns, since it does not inline `Atomics.*`; on JavaScriptCore 1 to 6 ns.
 */
export class JsOps extends JsQueueOps implements Ops {
  readonly backend = 'js';
  readonly #memory: SharedMemory;
  declare private u8: Uint8Array<SharedArrayBuffer>;
  declare private u16: Uint16Array<SharedArrayBuffer>;
  declare protected i32: Int32View;
  declare private i64: Int64View;

  constructor(memory: SharedMemory) {
    super();
    this.#memory = memory;
    const buffer = bufferOf(memory);
    const bytes = buffer.byteLength;
    // Written out here as well: JavaScriptCore keeps in the object itself what it sees the constructor assign, and one load further away what a method adds.
    // It counts the assignments that it sees, so the last have no room: `i32` comes first.
    this.i32 = new Int32Array(buffer, 0, Math.floor(bytes / 4));
    this.u8 = new Uint8Array(buffer, 0, bytes);
    this.u16 = new Uint16Array(buffer, 0, Math.floor(bytes / 2));
    this.i64 = new BigInt64Array(buffer, 0, Math.floor(bytes / 8));
  }

  refresh(): void {
    const buffer = bufferOf(this.#memory);
    const bytes = buffer.byteLength;
    if (bytes === this.u8.byteLength) return;
    this.i32 = new Int32Array(buffer, 0, Math.floor(bytes / 4));
    this.u8 = new Uint8Array(buffer, 0, bytes);
    this.u16 = new Uint16Array(buffer, 0, Math.floor(bytes / 2));
    this.i64 = new BigInt64Array(buffer, 0, Math.floor(bytes / 8));
  }

  load8(p: number): number {
    return Atomics.load(this.u8, p);
  }

  store8(p: number, value: number): void {
    Atomics.store(this.u8, p, value);
  }

  exchange8(p: number, value: number): number {
    return Atomics.exchange(this.u8, p, value);
  }

  add8(p: number, value: number): number {
    return Atomics.add(this.u8, p, value);
  }

  sub8(p: number, value: number): number {
    return Atomics.sub(this.u8, p, value);
  }

  and8(p: number, value: number): number {
    return Atomics.and(this.u8, p, value);
  }

  or8(p: number, value: number): number {
    return Atomics.or(this.u8, p, value);
  }

  xor8(p: number, value: number): number {
    return Atomics.xor(this.u8, p, value);
  }

  cas8(p: number, expected: number, replacement: number): number {
    return Atomics.compareExchange(this.u8, p, expected, replacement);
  }

  load16(p: number): number {
    return Atomics.load(this.u16, p >>> 1);
  }

  store16(p: number, value: number): void {
    Atomics.store(this.u16, p >>> 1, value);
  }

  exchange16(p: number, value: number): number {
    return Atomics.exchange(this.u16, p >>> 1, value);
  }

  add16(p: number, value: number): number {
    return Atomics.add(this.u16, p >>> 1, value);
  }

  sub16(p: number, value: number): number {
    return Atomics.sub(this.u16, p >>> 1, value);
  }

  and16(p: number, value: number): number {
    return Atomics.and(this.u16, p >>> 1, value);
  }

  or16(p: number, value: number): number {
    return Atomics.or(this.u16, p >>> 1, value);
  }

  xor16(p: number, value: number): number {
    return Atomics.xor(this.u16, p >>> 1, value);
  }

  cas16(p: number, expected: number, replacement: number): number {
    return Atomics.compareExchange(this.u16, p >>> 1, expected, replacement);
  }

  load32(p: number): number {
    return Atomics.load(this.i32, p >>> 2);
  }

  store32(p: number, value: number): void {
    Atomics.store(this.i32, p >>> 2, value);
  }

  exchange32(p: number, value: number): number {
    return Atomics.exchange(this.i32, p >>> 2, value);
  }

  add32(p: number, value: number): number {
    return Atomics.add(this.i32, p >>> 2, value);
  }

  sub32(p: number, value: number): number {
    return Atomics.sub(this.i32, p >>> 2, value);
  }

  and32(p: number, value: number): number {
    return Atomics.and(this.i32, p >>> 2, value);
  }

  or32(p: number, value: number): number {
    return Atomics.or(this.i32, p >>> 2, value);
  }

  xor32(p: number, value: number): number {
    return Atomics.xor(this.i32, p >>> 2, value);
  }

  cas32(p: number, expected: number, replacement: number): number {
    return Atomics.compareExchange(this.i32, p >>> 2, expected, replacement);
  }

  load64(p: number): bigint {
    return Atomics.load(this.i64, p >>> 3);
  }

  store64(p: number, value: bigint): void {
    Atomics.store(this.i64, p >>> 3, value);
  }

  exchange64(p: number, value: bigint): bigint {
    return Atomics.exchange(this.i64, p >>> 3, value);
  }

  add64(p: number, value: bigint): bigint {
    return Atomics.add(this.i64, p >>> 3, value);
  }

  sub64(p: number, value: bigint): bigint {
    return Atomics.sub(this.i64, p >>> 3, value);
  }

  and64(p: number, value: bigint): bigint {
    return Atomics.and(this.i64, p >>> 3, value);
  }

  or64(p: number, value: bigint): bigint {
    return Atomics.or(this.i64, p >>> 3, value);
  }

  xor64(p: number, value: bigint): bigint {
    return Atomics.xor(this.i64, p >>> 3, value);
  }

  cas64(p: number, expected: bigint, replacement: bigint): bigint {
    return Atomics.compareExchange(this.i64, p >>> 3, expected, replacement);
  }

  nand8(p: number, value: number): number {
    return update(this.u8, p, (before) => ~(before & value));
  }

  maxS8(p: number, value: number): number {
    return update(this.u8, p, (before) => (before << 24 > value << 24 ? before : value));
  }

  minS8(p: number, value: number): number {
    return update(this.u8, p, (before) => (before << 24 < value << 24 ? before : value));
  }

  maxU8(p: number, value: number): number {
    return update(this.u8, p, (before) => (before > (value & 255) ? before : value));
  }

  minU8(p: number, value: number): number {
    return update(this.u8, p, (before) => (before < (value & 255) ? before : value));
  }

  nand16(p: number, value: number): number {
    return update(this.u16, p >>> 1, (before) => ~(before & value));
  }

  maxS16(p: number, value: number): number {
    return update(this.u16, p >>> 1, (before) => (before << 16 > value << 16 ? before : value));
  }

  minS16(p: number, value: number): number {
    return update(this.u16, p >>> 1, (before) => (before << 16 < value << 16 ? before : value));
  }

  maxU16(p: number, value: number): number {
    return update(this.u16, p >>> 1, (before) => (before > (value & 65535) ? before : value));
  }

  minU16(p: number, value: number): number {
    return update(this.u16, p >>> 1, (before) => (before < (value & 65535) ? before : value));
  }

  nand32(p: number, value: number): number {
    return update(this.i32, p >>> 2, (before) => ~(before & value));
  }

  maxS32(p: number, value: number): number {
    return update(this.i32, p >>> 2, (before) => (before > (value | 0) ? before : value));
  }

  minS32(p: number, value: number): number {
    return update(this.i32, p >>> 2, (before) => (before < (value | 0) ? before : value));
  }

  maxU32(p: number, value: number): number {
    return update(this.i32, p >>> 2, (before) => (before >>> 0 > value >>> 0 ? before : value));
  }

  minU32(p: number, value: number): number {
    return update(this.i32, p >>> 2, (before) => (before >>> 0 < value >>> 0 ? before : value));
  }

  nand64(p: number, value: bigint): bigint {
    return update64(this.i64, p >>> 3, (before) => ~(before & value));
  }

  maxS64(p: number, value: bigint): bigint {
    return update64(this.i64, p >>> 3, (before) => (before > BigInt.asIntN(64, value) ? before : value));
  }

  minS64(p: number, value: bigint): bigint {
    return update64(this.i64, p >>> 3, (before) => (before < BigInt.asIntN(64, value) ? before : value));
  }

  maxU64(p: number, value: bigint): bigint {
    return update64(this.i64, p >>> 3, (before) => (BigInt.asUintN(64, before) > BigInt.asUintN(64, value) ? before : value));
  }

  minU64(p: number, value: bigint): bigint {
    return update64(this.i64, p >>> 3, (before) => (BigInt.asUintN(64, before) < BigInt.asUintN(64, value) ? before : value));
  }

  loadF64(p: number): number {
    return toFloat(Atomics.load(this.i64, p >>> 3));
  }

  storeF64(p: number, value: number): void {
    Atomics.store(this.i64, p >>> 3, toBits(value));
  }

  exchangeF64(p: number, value: number): number {
    return toFloat(Atomics.exchange(this.i64, p >>> 3, toBits(value)));
  }

  casF64(p: number, expected: number, replacement: number): number {
    for (let wanted = toBits(expected); ;) {
      const found = Atomics.compareExchange(this.i64, p >>> 3, wanted, toBits(replacement));
      const value = toFloat(found);
      // JavaScript has one NaN, the memory may hold any of many: an expected NaN stands for all of them
      if (found === wanted || !(Number.isNaN(expected) && Number.isNaN(value))) return value;
      wanted = found;
    }
  }

  addF64(p: number, value: number): number {
    return toFloat(update64(this.i64, p >>> 3, (before) => toBits(toFloat(before) + value)));
  }

  maxF64(p: number, value: number): number {
    return toFloat(update64(this.i64, p >>> 3, (before) => toBits(Math.max(toFloat(before), value))));
  }

  minF64(p: number, value: number): number {
    return toFloat(update64(this.i64, p >>> 3, (before) => toBits(Math.min(toFloat(before), value))));
  }

  wait32(p: number, expected: number, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    return Atomics.wait(this.i32, p >>> 2, expected, ms);
  }

  wait64(p: number, expected: bigint, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    return Atomics.wait(this.i64, p >>> 3, expected, ms);
  }

  waitAsync32(p: number, expected: number, ms: number): AsyncWait {
    return waitAsync(this.i32, p >>> 2, expected, ms);
  }

  waitAsync64(p: number, expected: bigint, ms: number): AsyncWait {
    return waitAsync(this.i64, p >>> 3, expected, ms);
  }

  notify(p: number, count: number): number {
    return Atomics.notify(this.i32, p >>> 2, count);
  }

  takeOwnerWord(p: number, me: number, kind: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const top = words[block + HELD_TOP]!;
    if (top >= words[block + HELD_LIMIT]!) return LIST_SLOW; // no room, nothing taken
    words[block + PENDING_ADDRESS] = p;
    words[block + PENDING_KIND] = kind;
    // pairs with the compareExchange of giveOwnerWord, or the store of the slow unlock
    const found = Atomics.compareExchange(words, p >>> 2, 0, me);
    if (found !== 0) return found;
    words[top >>> 2] = p;
    words[(top >>> 2) + 1] = kind;
    words[block + HELD_TOP] = top + 8;
    return 0;
  }

  giveOwnerWord(p: number, me: number): number {
    const words = this.i32;
    // pairs with the compareExchange of the next takeOwnerWord; an exchange would release a lock of somebody else's
    const found = Atomics.compareExchange(words, p >>> 2, me, 0);
    if (found !== me) return found;
    const block = me >>> 2;
    const top = words[block + HELD_TOP]! - 8;
    if (words[top >>> 2] !== p) return LIST_SLOW; // given back, but it is further down the list
    words[block + HELD_TOP] = top;
    return 0;
  }

  takeShare(p: number, closed: number, least: number, change: number, delta: number, me: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const top = words[block + HELD_TOP]!;
    if (top + SHARE_BYTES > words[block + HELD_LIMIT]!) return SHARE_SLOW; // no room, nothing taken
    const pair = top >>> 2;
    words[pair] = delta;
    words[pair + 1] = HELD_DELTA;
    words[pair + 2] = p;
    words[pair + 3] = HELD_SHARE;
    // A plain look first, as a guess that only an exchange can confirm: JavaScriptCore makes a locked instruction of each atomic load.
    let word = words[p >>> 2]!;
    if ((word & closed) !== 0 || word < least) word = Atomics.load(words, p >>> 2);
    while ((word & closed) === 0 && word >= least) {
      // pairs with the addition of giveShare
      const found = Atomics.compareExchange(words, p >>> 2, word, word + change);
      if (found === word) {
        words[block + HELD_TOP] = top + SHARE_BYTES; // no call and no loop between the exchange and this, so no thread ends between them
        return SHARE_TAKEN;
      }
      word = found;
    }
    return word;
  }

  giveShare(p: number, change: number, delta: number, me: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const address = words[block + HELD_TOP]! - SHARE_BYTES;
    const pair = address >>> 2;
    if (address < words[block + HELD_BASE]!) return SHARE_SLOW;
    if (words[pair] !== delta || words[pair + 1] !== HELD_DELTA || words[pair + 2] !== p || words[pair + 3] !== HELD_SHARE)
      return SHARE_SLOW;
    const found = Atomics.add(words, p >>> 2, change) & SHARE_FLAGS; // pairs with the exchange of the next takeShare
    // No call and no loop between the addition and these. If someone waits, the entry stays until they are told, as someone must if this thread dies first.
    if (found === 0) words[block + HELD_TOP] = address;
    else words[pair] = 0;
    return found;
  }

  takeCount(p: number, least: number, most: number, change: number, kind: number, me: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const top = words[block + HELD_TOP]!;
    if (top >= words[block + HELD_LIMIT]!) return COUNT_SLOW; // no room, nothing taken
    const entry = top >>> 2;
    words[entry] = p;
    words[entry + 1] = kind;
    for (;;) {
      const word = Atomics.load(words, p >>> 2);
      if (word < least || word >= most) return word;
      if (Atomics.compareExchange(words, p >>> 2, word, word + change) !== word) continue;
      words[block + HELD_TOP] = top + HELD_ENTRY_BYTES; // no call and no loop between the exchange and this, so no thread ends between them
      return COUNT_TAKEN;
    }
  }

  giveCount(p: number, change: number, least: number, kind: number, after: number, me: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const address = words[block + HELD_TOP]! - HELD_ENTRY_BYTES;
    const entry = address >>> 2;
    if (address < words[block + HELD_BASE]! || words[entry] !== p || words[entry + 1] !== kind) return COUNT_SLOW;
    const found = Atomics.sub(words, p >>> 2, change);
    // No call and no loop between the subtraction and these.
    if (found - change < least) words[entry + 1] = after;
    else words[block + HELD_TOP] = address;
    return found;
  }

  publish32(p: number, value: number, bell: number): number {
    Atomics.store(this.i32, p >>> 2, value);
    return Atomics.load(this.i32, bell >>> 2);
  }
}

/** Replaces an element by what `next` makes of it; returns the old one. */
function update(
  view: Int32View | Uint8Array<SharedArrayBuffer> | Uint16Array<SharedArrayBuffer>,
  index: number,
  next: (before: number) => number,
): number {
  for (let before = Atomics.load(view, index); ;) {
    const found = Atomics.compareExchange(view, index, before, next(before));
    if (found === before) return before;
    before = found;
  }
}

function update64(view: Int64View, index: number, next: (before: bigint) => bigint): bigint {
  for (let before = Atomics.load(view, index); ;) {
    const found = Atomics.compareExchange(view, index, before, next(before));
    if (found === before) return before;
    before = found;
  }
}

/** Eight bytes of this thread's own, to see a float's bits and back. */
const floats = new Float64Array(1);
const bits = new BigInt64Array(floats.buffer);

function toBits(value: number): bigint {
  floats[0] = value;
  return bits[0]!;
}

function toFloat(value: bigint): number {
  bits[0] = value;
  return floats[0]!;
}
