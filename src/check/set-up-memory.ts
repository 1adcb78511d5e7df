// Taken before anything is instrumented.
const NativeBytes = Uint8Array;

/** Set-ups that are compared with the first. What differs from run to run mostly differs each time; of later ones every so many are looked at. */
const ALWAYS = 32;
/** Bytes of each memory that are compared. */
const MOST_BYTES = 2 ** 12;

/** A memory of the program as its set-up left it: which bytes are to be compared, and what they are called. */
export interface MadeMemory {
  readonly name: string;
  readonly native: SharedArrayBuffer;
  readonly from: number;
  readonly bytes: number;
}

/** Notices that the code which sets the program up makes other memory than the first time. Costs as much as copying the memory, but for most runs nothing. */
export class SetUpMemory {
  #first: { readonly name: string; readonly bytes: number; readonly copy: Uint8Array }[] | undefined;
  #runs = 0;

  /** Whether the memory of the next set-up is to be compared: {@link difference}. */
  get isDue(): boolean {
    const run = this.#runs++;
    return run < ALWAYS || (run & (run - 1)) === 0;
  }

  /** What is other than the first time, in words; undefined if nothing is. */
  difference(made: readonly MadeMemory[]): string | undefined {
    const first = this.#first;
    if (first === undefined) {
      this.#first = made.map(({ name, native, from, bytes }) => ({
        name,
        bytes,
        copy: new NativeBytes(native, from, Math.min(bytes, MOST_BYTES)).slice(),
      }));
      return undefined;
    }
    if (made.length !== first.length) return `${made.length} memories and blocks of the heap, but ${first.length} before`;
    for (const [i, { name, native, from, bytes }] of made.entries()) {
      const before = first[i]!;
      if (name !== before.name || bytes !== before.bytes)
        return `${name} of ${bytes} bytes, but ${before.name} of ${before.bytes} bytes before`;
      const now = new NativeBytes(native, from, before.copy.length);
      for (const [offset, byte] of before.copy.entries())
        if (now[offset] !== byte) return `byte ${offset} of ${name} as ${now[offset]}, but as ${byte} before`;
    }
    return undefined;
  }
}
