/**
 * What the Arcs of this chapter share: a number in the heap whose end shows. Plain accesses, so that a use which is not ordered before the
 * end is a data race.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { allocate, heapRegion, i32 } from 'lockwright/memory';

const NUMBER = 0;
const DROPS = 4;
const BYTES = 8;
/** No value that is alive has this number. */
const DROPPED = -1;

export class Value {
  readonly address: number;

  constructor(address: number) {
    this.address = address;
  }

  static new(number: number): Value {
    const value = new Value(allocate(BYTES));
    value.#drops.store(0, 'relaxed');
    i32.set(heapRegion(), value.address + NUMBER, number);
    return value;
  }

  get number(): number {
    const number = i32.get(heapRegion(), this.address + NUMBER);
    if (number === DROPPED) throw new Error('this value was used after its end');
    return number;
  }

  set number(number: number) {
    i32.set(heapRegion(), this.address + NUMBER, number);
  }

  get #drops(): AtomicU32 {
    return AtomicU32.at(heapRegion(), this.address + DROPS);
  }

  /** How often it has ended: its memory stays, so that this can be asked afterwards. */
  get drops(): number {
    return this.#drops.load('relaxed');
  }

  /** Ends it. */
  drop(): void {
    this.number = DROPPED;
    this.#drops.fetchAdd(1, 'relaxed');
  }
}
