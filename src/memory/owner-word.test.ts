import { beforeEach, expect, test } from 'vitest';
import { JsOps } from '../realm/backend/js-ops.ts';
import { WasmOps } from '../realm/backend/wasm-ops.ts';
import { LIST_SLOW } from '../realm/ops.ts';
import { current } from '../realm/realm.ts';
import { clearHeld, dropHeld, heldEntries, HELD_OWNER_WORD, isHeld, kindWord, pendingEntry, pushHeld } from './held-list.ts';
import { allocateAligned, allocateZeroed, free, heapRegion, regionOf } from './index.ts';
import {
  CONTENDED,
  forgetOwnerWord,
  giveOwnerWord,
  isMine,
  OWNER_WORD_BYTES,
  ownerOf,
  POISONED,
  poisonIfOwned,
  takeAs,
  takeOwnerWord,
} from './owner-word.ts';
import {
  BLOCK_BYTES,
  HELD_BASE,
  HELD_INLINE,
  HELD_LIMIT,
  HELD_TOP,
  initialiseBlock,
  PENDING_ADDRESS,
  PENDING_KIND,
} from './thread-block.ts';

const held = (): number[] => heldEntries(current.block).map(({ address }) => address);

beforeEach(() => {
  heapRegion();
  clearHeld();
});

/** Both back ends on the heap's memory. A host without WebAssembly has one. */
function backEnds(): (JsOps | WasmOps)[] {
  const { memory } = heapRegion();
  return memory instanceof SharedArrayBuffer ? [new JsOps(memory)] : [new JsOps(memory), new WasmOps(memory)];
}

test('each back end takes a free word, notes it, and gives it back', () => {
  const p = allocateZeroed(OWNER_WORD_BYTES);
  const me = allocateAligned(BLOCK_BYTES, BLOCK_BYTES);
  for (const ops of backEnds()) {
    const { i32 } = heapRegion();
    initialiseBlock(i32, me, 1);
    const block = me >>> 2;
    expect(ops.takeOwnerWord(p, me, HELD_OWNER_WORD)).toBe(0);
    expect(i32[p >>> 2]).toBe(me);
    expect(i32[block + PENDING_ADDRESS]).toBe(p);
    expect(i32[block + PENDING_KIND]).toBe(HELD_OWNER_WORD);
    expect(heldEntries(me)).toEqual([{ address: p, kind: HELD_OWNER_WORD, regionId: 0 }]);
    expect(ops.takeOwnerWord(p, me, HELD_OWNER_WORD)).toBe(me); // what was found: not taken twice
    expect(heldEntries(me)).toHaveLength(1);
    expect(ops.giveOwnerWord(p, me)).toBe(0);
    expect(i32[p >>> 2]).toBe(0);
    expect(heldEntries(me)).toEqual([]);
  }
  free(p);
  free(me);
});

test('each back end leaves a word alone that has flags, another owner, or none', () => {
  const p = allocateZeroed(OWNER_WORD_BYTES);
  const me = allocateAligned(BLOCK_BYTES, BLOCK_BYTES);
  for (const ops of backEnds()) {
    const { i32 } = heapRegion();
    initialiseBlock(i32, me, 1);
    for (const word of [me | CONTENDED, me + 4096, POISONED]) {
      i32[p >>> 2] = word;
      expect(ops.giveOwnerWord(p, me)).toBe(word);
      expect(ops.takeOwnerWord(p, me, HELD_OWNER_WORD)).toBe(word);
      expect(i32[p >>> 2]).toBe(word);
    }
    i32[p >>> 2] = 0;
    expect(ops.giveOwnerWord(p, me)).toBe(0);
    expect(heldEntries(me)).toEqual([]);
  }
  free(p);
  free(me);
});

test('each back end says when the list is full, and takes nothing; and when a word was not the last one', () => {
  const me = allocateAligned(BLOCK_BYTES, BLOCK_BYTES);
  const room = (BLOCK_BYTES - HELD_INLINE * 4) / 8;
  const words = allocateZeroed(8 * (room + 1));
  for (const ops of backEnds()) {
    const { i32 } = heapRegion();
    i32.fill(0, words >>> 2, (words >>> 2) + 2 * (room + 1));
    initialiseBlock(i32, me, 1);
    for (let n = 0; n < room; n++) expect(ops.takeOwnerWord(words + 8 * n, me, HELD_OWNER_WORD)).toBe(0);
    expect(i32[(me >>> 2) + HELD_TOP]).toBe(i32[(me >>> 2) + HELD_LIMIT]);
    expect(ops.takeOwnerWord(words + 8 * room, me, HELD_OWNER_WORD)).toBe(LIST_SLOW);
    expect(i32[(words + 8 * room) >>> 2]).toBe(0);
    expect(ops.giveOwnerWord(words, me)).toBe(LIST_SLOW);
    expect(i32[words >>> 2]).toBe(0); // given back, but still in the list
    expect(heldEntries(me)).toHaveLength(room);
    expect(ops.giveOwnerWord(words + 8 * (room - 1), me)).toBe(0);
    expect(heldEntries(me)).toHaveLength(room - 1);
  }
  free(words);
  free(me);
});

test('a thread may hold more words than its block has room for, and give them back in any order', () => {
  const heap = heapRegion();
  const count = 1000;
  const words = allocateZeroed(8 * count);
  const addresses = Array.from({ length: count }, (_, n) => words + 8 * n);
  for (const p of addresses) expect(takeOwnerWord(heap, p)).toBe(0);
  expect(held()).toEqual(addresses);
  expect(heapRegion().i32[(current.block >>> 2) + HELD_BASE]).not.toBe(current.block + HELD_INLINE * 4);
  for (let n = 0; n < count; n++) {
    const p = addresses[(n * 387) % count]!;
    expect(giveOwnerWord(heap, p)).toBe(0);
    expect(heapRegion().i32[p >>> 2]).toBe(0);
  }
  expect(held()).toEqual([]);
  free(words);
});

test('a word in memory of the user takes the same way, and is told from the same address in another memory', () => {
  const one = regionOf(new SharedArrayBuffer(64));
  const other = regionOf(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }));
  const me = current.block;
  expect([takeOwnerWord(one, 8), takeOwnerWord(other, 8)]).toEqual([0, 0]);
  expect(takeOwnerWord(one, 8)).toBe(me);
  expect(heldEntries(me).map(({ address, regionId }) => [address, regionId])).toEqual([
    [8, one.id],
    [8, other.id],
  ]);
  expect(one.id).not.toBe(other.id);
  expect(pendingEntry(me).address).toBe(8);
  expect(isMine(one, 8, one.i32[2]!)).toBe(true);
  expect(giveOwnerWord(one, 8)).toBe(0);
  expect(isMine(one, 8, me)).toBe(false);
  expect(giveOwnerWord(one, 8)).toBe(0); // nothing to give: the word found is 0
  expect(heldEntries(me).map(({ regionId }) => regionId)).toEqual([other.id]);
  expect(giveOwnerWord(other, 8)).toBe(0);
  expect(held()).toEqual([]);
});

test('takeAs leaves flags in the word, and repairs a poisoned one only when asked to', () => {
  const heap = heapRegion();
  const p = allocateZeroed(OWNER_WORD_BYTES);
  heap.i32[p >>> 2] = POISONED;
  expect(takeAs(heap, p, current.block | CONTENDED)).toBe(POISONED);
  expect(held()).toEqual([]);
  expect(takeAs(heap, p, current.block | CONTENDED, POISONED)).toBe(POISONED);
  expect(held()).toEqual([p]);
  expect(ownerOf(heap.i32[p >>> 2]!)).toBe(current.block);
  expect(giveOwnerWord(heap, p)).toBe(current.block | CONTENDED);
  forgetOwnerWord(heap, p);
  expect(held()).toEqual([]);
  free(p);
});

test('the word of a dead owner is poisoned, whatever its flags; that of another is left alone', () => {
  const heap = heapRegion();
  const p = allocateZeroed(OWNER_WORD_BYTES);
  const dead = 4096;
  for (const flags of [0, 1, 2, 3]) {
    heap.i32[p >>> 2] = dead | flags;
    const count = heap.i32[(p >>> 2) + 1]!;
    expect(poisonIfOwned(heap, p, dead)).toBe(true);
    expect(heap.i32[p >>> 2]).toBe(POISONED);
    expect(heap.i32[(p >>> 2) + 1]).toBe(count + 1);
  }
  for (const word of [0, POISONED, 8192, 8192 | CONTENDED]) {
    heap.i32[p >>> 2] = word;
    const count = heap.i32[(p >>> 2) + 1]!;
    expect(poisonIfOwned(heap, p, dead)).toBe(false);
    expect(heap.i32[p >>> 2]).toBe(word);
    expect(heap.i32[(p >>> 2) + 1]).toBe(count);
  }
  free(p);
});

test('the list of what is held drops the latest of equal entries, and says when there is none', () => {
  const kind = kindWord(heapRegion(), HELD_OWNER_WORD);
  for (const address of [16, 32, 16, 48]) pushHeld(address, kind);
  expect(dropHeld(16, kind)).toBe(true);
  expect(held()).toEqual([16, 32, 48]);
  expect(dropHeld(64, kind)).toBe(false);
  expect(dropHeld(16, kind + 1)).toBe(false);
  expect(isHeld(16, kind)).toBe(true);
  expect(dropHeld(16, kind)).toBe(true);
  expect(isHeld(16, kind)).toBe(false);
  expect(held()).toEqual([32, 48]);
});
