import { MemoryError } from '../../realm/errors.ts';
import { dropNote } from '../../realm/checked.ts';
import { type AsyncWait, COUNT_SLOW, type Ops, SHARE_SLOW } from '../../realm/ops.ts';
import type { Ordering } from '../../realm/ordering.ts';
import { machine, type Raw, type RmwOp, type SimBuffer, type Size } from '../machine.ts';
import { CheckedQueue } from './checked-queue.ts';
import { bitsToFloat, floatToBits } from './native-memory.ts';
import { setUpAccess } from './set-up-access.ts';

/**
 * The memory operations of a checked run: each is one call of the machine, with the order that the code declares. Owner words are taken and given back by the same two
 * compare-and-exchanges as in the other back ends, without the notes for the undertaker. Where no order is declared it is `seqCst`.
 *
 * The operations on integers are made below, since they differ in width and name only.
 */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the loop below defines what the interface says
export class CheckedOps {
  readonly backend = 'js';
  readonly buffer: SimBuffer;
  #bytes: number;
  readonly #queue: CheckedQueue = new CheckedQueue(this, () => machine?.notes?.());

  constructor(buffer: SimBuffer) {
    this.buffer = buffer;
    this.#bytes = buffer.native.byteLength;
  }

  refresh(): void {
    this.#bytes = this.buffer.native.byteLength;
  }

  /** The address, if `size` bytes lie there. */
  at(p: number, size: Size): number {
    if (p >= 0 && p + size <= this.#bytes) return p;
    this.refresh();
    if (p >= 0 && p + size <= this.#bytes) return p;
    if (p < 0) throw new MemoryError('FREED', 'an atomic was used after its memory was freed through the same handle');
    throw new MemoryError('OUT_OF_RANGE', `an access of ${size} bytes at ${p}, but the memory ends at ${this.#bytes}`);
  }

  loadF64(p: number, order: Ordering = 'seqCst'): number {
    return bitsToFloat((machine ?? setUpAccess).load(this.buffer, this.at(p, 8), 8, order) as bigint);
  }

  storeF64(p: number, value: number, order: Ordering = 'seqCst'): void {
    (machine ?? setUpAccess).store(this.buffer, this.at(p, 8), 8, floatToBits(value), order);
  }

  exchangeF64(p: number, value: number, order?: Ordering): number {
    return this.#rmwF64(p, 'exchange', value, order);
  }

  addF64(p: number, value: number, order?: Ordering): number {
    return this.#rmwF64(p, 'addF', value, order);
  }

  maxF64(p: number, value: number, order?: Ordering): number {
    return this.#rmwF64(p, 'maxF', value, order);
  }

  minF64(p: number, value: number, order?: Ordering): number {
    return this.#rmwF64(p, 'minF', value, order);
  }

  #rmwF64(p: number, op: RmwOp, value: number, order: Ordering = 'seqCst'): number {
    return bitsToFloat((machine ?? setUpAccess).rmw(this.buffer, this.at(p, 8), 8, op, floatToBits(value), order) as bigint);
  }

  /** One exchange of bits: with one pattern for NaN that is `Object.is`, unless other NaNs were written through a view of integers. */
  casF64(p: number, expected: number, replacement: number, success: Ordering = 'seqCst', failure: Ordering = onFailure(success)): number {
    const [wanted, next] = [floatToBits(expected), floatToBits(replacement)];
    return bitsToFloat((machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 8), 8, wanted, next, success, failure) as bigint);
  }

  wait32(p: number, expected: number, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    return (machine ?? setUpAccess).wait(this.buffer, this.at(p, 4), 4, expected | 0, ms);
  }

  wait64(p: number, expected: bigint, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    return (machine ?? setUpAccess).wait(this.buffer, this.at(p, 8), 8, BigInt.asIntN(64, expected), ms);
  }

  waitAsync32(p: number, expected: number, ms: number): AsyncWait {
    return (machine ?? setUpAccess).waitAsync(this.buffer, this.at(p, 4), 4, expected | 0, ms);
  }

  waitAsync64(p: number, expected: bigint, ms: number): AsyncWait {
    return (machine ?? setUpAccess).waitAsync(this.buffer, this.at(p, 8), 8, BigInt.asIntN(64, expected), ms);
  }

  notify(p: number, count: number): number {
    return (machine ?? setUpAccess).notify(this.buffer, this.at(p, 4), count);
  }

  /** The caller does it step by step, and declares their orders. */
  takeShare(): number {
    return SHARE_SLOW;
  }

  giveShare(): number {
    return SHARE_SLOW;
  }

  takeCount(): number {
    return COUNT_SLOW;
  }

  giveCount(): number {
    return COUNT_SLOW;
  }

  claimInRing(p: number, first: number, stride: number, round: number, end: number, bits: number): number {
    return this.#queue.claimInRing(p, first, stride, round, end, bits);
  }

  claimInPages(p: number, root: number, stride: number, head: number, bits: number, made: number): number {
    return this.#queue.claimInPages(p, root, stride, head, bits, made);
  }

  lastClaim(): number {
    return this.#queue.lastClaim;
  }

  publishClaimed(slot: number, noted: number, change: number, bell: number, p: number): number {
    return this.#queue.publishClaimed(slot, noted, change, bell, p);
  }

  countClaimed(done: number, most: number, noted: number, bell: number, p: number): number {
    return this.#queue.countClaimed(done, most, noted, bell, p);
  }

  publish32(p: number, value: number, bell: number, order: Ordering = 'seqCst'): number {
    this.store32(p, value, order);
    return this.load32(bell, 'seqCst');
  }

  takeOwnerWord(p: number, me: number, kind: number): number {
    const notes = machine?.notes?.();
    if (notes !== undefined) notes.pending = [p, kind];
    const found = (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 4), 4, 0, me, 'acquire', 'relaxed') as number;
    if (found === 0) notes?.held.push([p, kind]);
    return found;
  }

  giveOwnerWord(p: number, me: number): number {
    const found = (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 4), 4, me, 0, 'release', 'relaxed') as number;
    if (found !== me) return found;
    const notes = machine?.notes?.();
    if (notes !== undefined) dropNote(notes, ([address, kind]) => address === p && kind <= MOST_HEAP_KIND);
    return 0;
  }
}

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, typescript/no-empty-object-type -- see above
export interface CheckedOps extends Ops {}

/** Kind words have the number of the memory above five bits: the heap's is 0. */
const MOST_HEAP_KIND = 31;

/** The order of a compareExchange that fails, where only that of success is declared: the half of it that a load can have. */
function onFailure(success: Ordering): Ordering {
  if (success === 'acqRel') return 'acquire';
  return success === 'release' ? 'relaxed' : success;
}

const INTEGER_OPS: readonly RmwOp[] = ['add', 'sub', 'and', 'or', 'xor', 'exchange', 'nand', 'maxS', 'minS', 'maxU', 'minU'];

/** Integers as the machine takes them. */
const AS_RAW: readonly (readonly [size: Size, asRaw: (value: Raw) => Raw])[] = [
  [1, (value) => (value as number) & 0xff],
  [2, (value) => (value as number) & 0xffff],
  [4, (value) => (value as number) | 0],
  [8, (value) => BigInt.asIntN(64, value as bigint)],
];

for (const [size, asRaw] of AS_RAW) {
  const bits = 8 * size;
  const methods: Record<string, (this: CheckedOps, ...args: never[]) => Raw | void> = {
    [`load${bits}`](p: number, order: Ordering = 'seqCst') {
      return (machine ?? setUpAccess).load(this.buffer, this.at(p, size), size, order);
    },
    [`store${bits}`](p: number, value: Raw, order: Ordering = 'seqCst') {
      (machine ?? setUpAccess).store(this.buffer, this.at(p, size), size, asRaw(value), order);
    },
    [`cas${bits}`](p: number, expected: Raw, replacement: Raw, success: Ordering = 'seqCst', failure: Ordering = onFailure(success)) {
      const [wanted, next] = [asRaw(expected), asRaw(replacement)];
      return (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, size), size, wanted, next, success, failure);
    },
  };
  for (const op of INTEGER_OPS) {
    methods[`${op}${bits}`] = function (p: number, value: Raw, order: Ordering = 'seqCst') {
      return (machine ?? setUpAccess).rmw(this.buffer, this.at(p, size), size, op, asRaw(value), order);
    };
  }
  Object.assign(CheckedOps.prototype, methods);
}
