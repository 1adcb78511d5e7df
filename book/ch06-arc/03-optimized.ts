/**
 * All Arcs together have one Weak, which nobody sees: the memory's count is Weaks, and one while there is an Arc. So to clone an Arc, or
 * to end one, changes one count. The price is paid by `getMut`, which must look at both: it locks the second for the moment, and
 * `downgrade` waits until it has looked.
 */
import { fence, spinLoopHint } from 'lockwright/atomic';
import { allocate, free, heapRegion, u32 } from 'lockwright/memory';
import { scope } from 'lockwright/thread';
import { MOST } from './01-basic.ts';
import { Reference } from './reference.ts';
import { Value } from './value.ts';

/** Of the second count, while somebody looks at both. */
const LOCKED = 2 ** 32 - 1;
const VALUE = 8;
const BYTES = 12;

export class Weak extends Reference {
  static fromRaw(address: number): Weak {
    return new Weak(address);
  }

  clone(): Weak {
    if (this.allocCount.fetchAdd(1, 'relaxed') > MOST) throw new Error('too many Weaks of one value: some are never ended');
    return new Weak(this.address);
  }

  upgrade(): Arc | undefined {
    const { dataCount } = this;
    for (let found = dataCount.load('relaxed'); found !== 0;) {
      if (found > MOST) throw new Error('too many Arcs of one value: some are never ended');
      const before = dataCount.compareExchange(found, found + 1, 'relaxed', 'relaxed');
      if (before === found) return Arc.fromRaw(this.address);
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
    if (this.dataCount.fetchAdd(1, 'relaxed') > MOST) throw new Error('too many Arcs of one value: some are never ended');
    return new Arc(this.address);
  }

  downgrade(): Weak {
    const { allocCount } = this;
    for (let found = allocCount.load('relaxed'); ;) {
      if (found === LOCKED) {
        spinLoopHint();
        found = allocCount.load('relaxed');
        continue;
      }
      if (found > MOST) throw new Error('too many Weaks of one value: some are never ended');
      // beyond RC11: acquire, pairs with the release of `getMut`. Where a load may read from a later write, `getMut` could see this Arc gone while it has yet to see the Weak
      const before = allocCount.compareExchange(found, found + 1, 'acquire', 'relaxed');
      if (before === found) return Weak.fromRaw(this.address);
      found = before;
    }
  }

  /** The value to be changed, if nobody else has it, and no Weak could be upgraded meanwhile. */
  getMut(): Value | undefined {
    const { allocCount } = this;
    // acquire: pairs with the release of a Weak's end. An Arc that this Weak was upgraded to is in the other count, for whoever sees the Weak gone
    if (allocCount.compareExchange(1, LOCKED, 'acquire', 'relaxed') !== 1) return undefined;
    const isUnique = this.dataCount.load('relaxed') === 1;
    // beyond RC11: release, pairs with the acquire of `downgrade`
    allocCount.store(1, 'release');
    if (!isUnique) return undefined;
    fence('acquire');
    return this.value;
  }

  protected end(): void {
    if (this.dataCount.fetchSub(1, 'release') !== 1) {
      this.intoRaw();
      return;
    }
    fence('acquire');
    this.value.drop();
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
  arc.getMut()!.number = 43;
  const early = arc.downgrade().intoRaw();
  const late = arc.downgrade().intoRaw();
  console.log(`while there is an Arc: ${scope((s) => s.spawn(import.meta, look, early).join())}`);
  console.log(`to be changed: ${arc.getMut() !== undefined}`);
  arc[Symbol.dispose]();
  console.log(`afterwards: ${scope((s) => s.spawn(import.meta, look, late).join())}; drops: ${value.drops}`);
  free(value.address);
}
