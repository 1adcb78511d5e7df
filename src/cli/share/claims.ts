import type { Division } from '../../check/engine/division.ts';
import '../../realm/host.ts';
import { regionOf } from '../../memory/region.ts';
import type { Ops } from '../../realm/ops.ts';

/**
 * What the explorers of one exploration share, in a memory that all of them see:
 *
 * | byte      | what                                                             | written by                |
 * |-----------|------------------------------------------------------------------|---------------------------|
 * | 0         | `STOPPED`: 1 if all are to end, 3 if the exploration begins anew | whoever finds the reason  |
 * | 4         | how many claims there are                                        | whoever makes one         |
 * | 64 …      | by explorer: executions and blocked ones so far, as doubles      | the explorer              |
 * | `TABLE` … | claims: names of parts of the tree, 0 for a free place           | whoever makes one         |
 */
const STOPPED = 0;
const COUNT = 4;
const COUNTERS = 64;
const COUNTER_BYTES = 16;
const TABLE = 4096;
const ENTRY_BYTES = 8;
/** Far more than an exploration of hours makes: each claim stands for some milliseconds at least. */
const ENTRIES = 2 ** 20;
/** Beyond that each look would be long. */
const MOST_CLAIMS = (ENTRIES / 4) * 3;

const OVER = 1;
const ANEW = 2;

const PAGE_BYTES = 65_536;

/** A memory of WebAssembly, whose instructions see it as it is also while the globals are those of a checked program. */
export function newClaims(): WebAssembly.Memory {
  const pages = Math.ceil((TABLE + ENTRIES * ENTRY_BYTES) / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** One explorer's view of the claims. A claim costs well under a microsecond; there is one for some milliseconds of work. */
export class Claims implements Division {
  readonly depth: number;
  readonly #ops: Ops;

  constructor(memory: WebAssembly.Memory, depth: number) {
    this.depth = depth;
    this.#ops = regionOf(memory).ops;
  }

  /**
   * Claims are words of an open hash table, and never taken back: whoever turns a 0 into the name has it. Nothing else is published with it, so the exchange needs no order.
   */
  claim(high: number, low: number): boolean {
    const name = BigInt.asIntN(64, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)) || 1n; // 0 is a free place
    for (let place = low & (ENTRIES - 1); ; place = (place + 1) & (ENTRIES - 1)) {
      const found = this.#ops.cas64(TABLE + place * ENTRY_BYTES, 0n, name, 'relaxed', 'relaxed');
      if (found === name) return false;
      if (found !== 0n) continue;
      if (this.#ops.add32(COUNT, 1, 'relaxed') > MOST_CLAIMS) this.stop(true);
      return true;
    }
  }

  get isOver(): boolean {
    return this.#ops.load32(STOPPED, 'relaxed') !== 0;
  }

  stop(anew: boolean): void {
    this.#ops.or32(STOPPED, anew ? OVER | ANEW : OVER, 'relaxed');
  }

  /** Whether what was found is of no use. */
  get mustBeginAnew(): boolean {
    return (this.#ops.load32(STOPPED, 'relaxed') & ANEW) !== 0;
  }

  /** Tells the others how far this one is. */
  noteProgress(explorer: number, executions: number, blocked: number): void {
    this.#ops.storeF64(COUNTERS + explorer * COUNTER_BYTES, executions, 'relaxed');
    this.#ops.storeF64(COUNTERS + explorer * COUNTER_BYTES + 8, blocked, 'relaxed');
  }

  progressOf(explorer: number): { executions: number; blocked: number } {
    const at = COUNTERS + explorer * COUNTER_BYTES;
    return { executions: this.#ops.loadF64(at, 'relaxed'), blocked: this.#ops.loadF64(at + 8, 'relaxed') };
  }
}
