/**
 * Shared ownership by one count. Whoever clones adds one, without any order, for it has an Arc already; whoever ends one takes one off
 * with release, so that its uses come before; and only the last, who frees, pays for the acquire, as a fence. Rust drops where a scope
 * ends: here `using` does, or nobody.
 */
import { AtomicU32, fence } from 'lockwright/atomic';
import { allocate, free, heapRegion, u32 } from 'lockwright/memory';
import { scope } from 'lockwright/thread';
import { Value } from './value.ts';

const COUNT = 0;
const VALUE = 4;
const BYTES = 8;
const ENDED = 0;
/** Half of what the count can be: so many threads would have to clone at once, between one's look and its end, that it cannot come back to 0. */
export const MOST = 2 ** 31 - 1;

export class Arc implements Disposable {
  #address: number;

  private constructor(address: number) {
    this.#address = address;
  }

  static new(value: Value): Arc {
    const address = allocate(BYTES);
    AtomicU32.at(heapRegion(), address + COUNT).store(1, 'relaxed');
    u32.set(heapRegion(), address + VALUE, value.address);
    return new Arc(address);
  }

  /** The Arc that `intoRaw` gave up: one for each call. */
  static fromRaw(address: number): Arc {
    return new Arc(address);
  }

  /** Gives this Arc up without taking one off, for another thread to take over. */
  intoRaw(): number {
    const address = this.#live;
    this.#address = ENDED;
    return address;
  }

  get #live(): number {
    if (this.#address === ENDED) throw new Error('this Arc has ended: clone it before');
    return this.#address;
  }

  get #count(): AtomicU32 {
    return AtomicU32.at(heapRegion(), this.#live + COUNT);
  }

  get value(): Value {
    return new Value(u32.get(heapRegion(), this.#live + VALUE));
  }

  clone(): Arc {
    if (this.#count.fetchAdd(1, 'relaxed') > MOST) throw new Error('too many Arcs of one value: some are never ended');
    return new Arc(this.#address);
  }

  /** The value to be changed, if nobody else has it. */
  getMut(): Value | undefined {
    if (this.#count.load('relaxed') !== 1) return undefined;
    fence('acquire'); // what the others did with it, before they ended theirs
    return this.value;
  }

  [Symbol.dispose](): void {
    if (this.#address === ENDED) return;
    const count = this.#count;
    const { value } = this;
    const address = this.intoRaw();
    if (count.fetchSub(1, 'release') !== 1) return;
    fence('acquire');
    value.drop();
    free(address);
  }
}

export function look(raw: number): number {
  using arc = Arc.fromRaw(raw);
  return arc.value.number;
}

if (import.meta.main) {
  const value = Value.new(42);
  const arc = Arc.new(value);
  const there = arc.clone().intoRaw();
  const seen = scope((s) => s.spawn(import.meta, look, there).join());
  console.log(`the other thread saw ${seen}; drops: ${value.drops}`);
  arc[Symbol.dispose]();
  console.log(`drops: ${value.drops}`);
  free(value.address);
}
