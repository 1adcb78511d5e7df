/**
 * Weak references, which keep the memory but not the value. Two counts: how many Arcs the value has, and how many Arcs and Weaks the
 * memory has. The last Arc ends the value, the last of all gives the memory back. An Arc has a Weak of its own, so each clone and each end
 * of an Arc changes both counts: the next listing saves one.
 */
import { fence } from 'lockwright/atomic';
import { allocate, free, heapRegion, u32 } from 'lockwright/memory';
import { scope } from 'lockwright/thread';
import { MOST } from './01-basic.ts';
import { Reference } from './reference.ts';
import { Value } from './value.ts';

const VALUE = 8;
const BYTES = 12;
/** Where the value was, after its end. */
const NONE = 0;

export class Weak extends Reference {
  static fromRaw(address: number): Weak {
    return new Weak(address);
  }

  clone(): Weak {
    if (this.allocCount.fetchAdd(1, 'relaxed') > MOST) throw new Error('too many Weaks of one value: some are never ended');
    return new Weak(this.address);
  }

  /** An Arc, if there is one still. An exchange, not an addition: who finds 0 must not have made it 1. */
  upgrade(): Arc | undefined {
    const { dataCount } = this;
    for (let found = dataCount.load('relaxed'); found !== 0;) {
      if (found > MOST) throw new Error('too many Arcs of one value: some are never ended');
      const before = dataCount.compareExchange(found, found + 1, 'relaxed', 'relaxed');
      if (before === found) return Arc.fromRaw(this.clone().intoRaw());
      found = before;
    }
    return undefined;
  }

  protected end(): void {
    const { allocCount } = this;
    const address = this.intoRaw();
    if (allocCount.fetchSub(1, 'release') !== 1) return;
    fence('acquire');
    free(address);
  }
}

export class Arc extends Reference {
  static new(value: Value): Arc {
    const arc = new Arc(allocate(BYTES));
    arc.allocCount.store(1, 'relaxed');
    arc.dataCount.store(1, 'relaxed');
    u32.set(heapRegion(), arc.address + VALUE, value.address);
    return arc;
  }

  static fromRaw(address: number): Arc {
    return new Arc(address);
  }

  get value(): Value {
    return new Value(u32.get(heapRegion(), this.address + VALUE));
  }

  clone(): Arc {
    const weak = this.downgrade();
    if (this.dataCount.fetchAdd(1, 'relaxed') > MOST) throw new Error('too many Arcs of one value: some are never ended');
    return new Arc(weak.intoRaw());
  }

  downgrade(): Weak {
    return Weak.fromRaw(this.address).clone();
  }

  /** The value to be changed, if nobody else has it, and no Weak could be upgraded meanwhile. */
  getMut(): Value | undefined {
    if (this.allocCount.load('relaxed') !== 1) return undefined;
    fence('acquire');
    return this.value;
  }

  protected end(): void {
    if (this.dataCount.fetchSub(1, 'release') === 1) {
      fence('acquire');
      this.value.drop();
      u32.set(heapRegion(), this.address + VALUE, NONE);
    }
    Weak.fromRaw(this.intoRaw())[Symbol.dispose]();
  }
}

export function look(raw: number): number | undefined {
  using weak = Weak.fromRaw(raw);
  using arc = weak.upgrade();
  return arc?.value.number;
}

if (import.meta.main) {
  const value = Value.new(42);
  const arc = Arc.new(value);
  const early = arc.downgrade().intoRaw();
  const late = arc.downgrade().intoRaw();
  console.log(`while there is an Arc: ${scope((s) => s.spawn(import.meta, look, early).join())}`);
  arc[Symbol.dispose]();
  console.log(`afterwards: ${scope((s) => s.spawn(import.meta, look, late).join())}; drops: ${value.drops}`);
  free(value.address);
}
