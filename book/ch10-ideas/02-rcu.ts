/**
 * Read, copy, update: readers follow a pointer and never wait. Who wants to change what it points to makes a changed copy, puts that in
 * its place, and frees the old one when every reader who may have it is done: the grace period. A reader says that it reads by an odd
 * number in a word of its own, so reading costs two stores, and nothing that other readers write.
 */
import { AtomicPtr, AtomicU32, spinLoopHint } from 'lockwright/atomic';
import { allocate, free, heapRegion, struct, u32 } from 'lockwright/memory';
import { scope } from 'lockwright/thread';

const Pair = struct({ a: u32, b: u32 });

function newPair(a: number, b: number): number {
  const address = allocate(Pair.byteLength);
  Pair.set(heapRegion(), address, { a, b });
  return address;
}

export const newPointer = (a: number, b: number): AtomicPtr => new AtomicPtr(newPair(a, b));

/** Whether both numbers of the pair are the same: every update leaves them so. */
export function readPair(pointer: AtomicPtr, myTurn: AtomicU32): boolean {
  const turn = myTurn.load('relaxed');
  // seqCst, as the next load and the two accesses of the writer: one of us two sees the other, or the writer frees what is read here
  myTurn.store(turn + 1, 'seqCst');
  const { a, b } = Pair.get(heapRegion(), pointer.load('seqCst'));
  const isSame = a === b;
  myTurn.store(turn + 2, 'release'); // pairs with the acquire of the writer: all reads come before it frees
  return isSame;
}

const isReading = (turn: number): boolean => turn % 2 === 1;

/** For one writer: others would need a lock. */
export function updatePair(pointer: AtomicPtr, turns: readonly AtomicU32[]): void {
  const old = pointer.load('relaxed');
  const { a, b } = Pair.get(heapRegion(), old);
  pointer.exchange(newPair(a + 1, b + 1), 'seqCst');
  for (const turn of turns) {
    const seen = turn.load('seqCst');
    while (isReading(seen) && turn.load('acquire') === seen) spinLoopHint();
  }
  free(old);
}

export function readOften(pointer: AtomicPtr, myTurn: AtomicU32, times: number): boolean {
  let isSame = true;
  for (let i = 0; i < times; i++) isSame = readPair(pointer, myTurn) && isSame;
  return isSame;
}

if (import.meta.main) {
  const pointer = newPointer(0, 0);
  const turns = [new AtomicU32(0), new AtomicU32(0)];
  const seen = scope((s) => {
    const readers = turns.map((turn) => s.spawn(import.meta, readOften, pointer, turn, 1000));
    for (let i = 0; i < 100; i++) updatePair(pointer, turns);
    return readers.map((reader) => reader.join());
  });
  console.log(`always the same: ${seen.join(' ')}`);
  console.log(`updates: ${Pair.get(heapRegion(), pointer.load()).a}`);
}
