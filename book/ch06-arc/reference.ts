/** What an Arc and a Weak are, where there are two counts: a place in the heap, and whether it was given up. */
import { AtomicU32 } from 'lockwright/atomic';
import { heapRegion } from 'lockwright/memory';

/** How many Arcs there are: 0 when the value has ended. */
const DATA_COUNT = 0;
/** Who keeps the memory. */
const ALLOC_COUNT = 4;
const ENDED = 0;

export abstract class Reference implements Disposable {
  #address: number;

  constructor(address: number) {
    this.#address = address;
  }

  protected get address(): number {
    if (this.#address === ENDED) throw new Error(`this ${this.constructor.name} has ended: clone it before`);
    return this.#address;
  }

  protected get dataCount(): AtomicU32 {
    return AtomicU32.at(heapRegion(), this.address + DATA_COUNT);
  }

  protected get allocCount(): AtomicU32 {
    return AtomicU32.at(heapRegion(), this.address + ALLOC_COUNT);
  }

  /** Gives this one up without taking one off, for another thread to take over. */
  intoRaw(): number {
    const { address } = this;
    this.#address = ENDED;
    return address;
  }

  [Symbol.dispose](): void {
    if (this.#address !== ENDED) this.end();
  }

  protected abstract end(): void;
}
