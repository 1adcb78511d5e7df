import type { Location } from './locations.ts';
import * as t from './trie.ts';

/** Whether a location is a word of the block at `address` of the heap, of which `bytesOf` tells how long it is. */
export function isWithin(
  { kind, buffer, offset }: Location,
  heap: number,
  address: number,
  bytesOf: (address: number) => number | undefined,
): boolean {
  return kind === 'word' && buffer === heap && offset >= address && offset < address + (bytesOf(address) ?? 0);
}

/** What lies at one address: so many bytes, or as many as what its thread did next tells. */
interface Place {
  /** As it was allocated first. */
  readonly bytes: number;
  /** Whether it has been another number since. */
  varies: boolean;
  /** By what the thread did next. */
  byNode: Map<number, number>;
}

/**
 * The blocks of the heap that threads allocate, by address. What lies at an address depends on what its thread did before: where it allocates 8 bytes in one execution and 64 in another,
 * the operation that came next tells which. Costs a look-up, and a look at the execution only where there are two.
 */
export class HeapBlocks {
  readonly #at = new Map<number, Place>();

  /** A thread that comes to `node` next has allocated this. */
  note(address: number, bytes: number, node: number): void {
    let place = this.#at.get(address);
    if (place === undefined) this.#at.set(address, (place = { bytes, varies: false, byNode: new Map() }));
    place.byNode.set(node, bytes);
    if (bytes !== place.bytes) place.varies = true;
  }

  has(address: number): boolean {
    return this.#at.has(address);
  }

  /** `passed` gives the nodes to which threads came in the execution at hand. */
  bytesOf(address: number, passed: () => readonly number[]): number | undefined {
    const place = this.#at.get(address);
    if (place?.varies !== true) return place?.bytes;
    for (const node of passed()) {
      const bytes = place.byNode.get(node);
      if (bytes !== undefined) return bytes;
    }
    return undefined;
  }

  /** Nodes have other numbers now. What led to those that are forgotten is run again before it counts. */
  rename(renamed: Int32Array): void {
    for (const place of this.#at.values()) {
      const kept = [...place.byNode].map(([node, bytes]) => [renamed[node]!, bytes] as const);
      place.byNode = new Map(kept.filter(([node]) => node !== t.NONE));
    }
  }
}
