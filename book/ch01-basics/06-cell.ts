/**
 * A cell: its content is taken out as a whole, changed, and put back; nobody can point into it. Rust needs that for a value that several
 * names may change; JavaScript needs it only in shared memory, where a layout's value is a live view: so `take` copies it out. Not for two
 * threads at a time, as in Rust.
 */
import { allocate, array, heapRegion, struct, u32 } from 'lockwright/memory';

const MOST = 8;
const List = struct({ length: u32, items: array(u32, MOST) });

export class ListCell {
  readonly #address = allocate(List.byteLength);

  take(): number[] {
    const { length, items } = this.#list;
    const taken = Array.from({ length }, (_, i) => items.get(i));
    this.set([]);
    return taken;
  }

  set(numbers: readonly number[]): void {
    const list = this.#list;
    list.length = numbers.length;
    numbers.forEach((number, i) => list.items.set(i, number));
  }

  get #list() {
    return List.get(heapRegion(), this.#address);
  }
}

export function push(cell: ListCell, number: number): void {
  const numbers = cell.take();
  numbers.push(number);
  cell.set(numbers);
}

if (import.meta.main) {
  const cell = new ListCell();
  cell.set([1, 2, 3]);
  push(cell, 1);
  console.log(cell.take().join(' '));
}
