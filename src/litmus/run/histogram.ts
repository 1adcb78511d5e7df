import type { JsProgram } from '../js/program.ts';
import type { LitmusTest } from '../program.ts';
import { interleavings, outcomeText, readFrom, type Class } from './interleave.ts';
import { LINE, observedRegisters, RESULT_WORDS, resultOf, type RunMemory } from './loop.ts';

/** The longest wait before an instance, in looks at a word, of which each batch takes one: often none, for most outcomes need that threads meet. */
const DELAYS: readonly number[] = [1, 1, 8, 40, 200];

/** What was seen of one outcome. */
export interface Seen {
  readonly state: string;
  readonly count: number;
  readonly class: Class;
}

const wordsOf = (count: number): SharedArrayBuffer => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * count);

/** What the threads of a run share. Costs the instances' memory. */
export function memoryOf(test: LitmusTest, program: JsProgram, instances: number): RunMemory {
  const strides = program.blocks.map((_, block) => Math.ceil(bytesOfBlock(program, block) / LINE) * LINE);
  return {
    strides,
    blocks: strides.map((stride) => new SharedArrayBuffer(stride * instances)),
    order: wordsOf(instances),
    arrivals: wordsOf(instances),
    delays: program.threads.map(() => new SharedArrayBuffer(instances)),
    results: program.threads.map((_, thread) => {
      const registers = Math.max(1, observedRegisters(test, thread).length);
      return new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * instances * RESULT_WORDS * registers);
    }),
  };
}

/** The memory of a run and what came out of it. Costs a look at each instance after every batch. */
export class Histogram {
  readonly memory: RunMemory;
  readonly instances: number;
  readonly #test: LitmusTest;
  readonly #program: JsProgram;
  readonly #bytes: readonly number[];
  readonly #counts = new Map<string, number>();
  readonly #texts = new Map<string, string | undefined>();

  constructor(test: LitmusTest, program: JsProgram, instances: number, memory = memoryOf(test, program, instances)) {
    this.#test = test;
    this.#program = program;
    this.instances = instances;
    this.#bytes = program.blocks.map((_, block) => bytesOfBlock(program, block));
    this.memory = memory;
    new Int32Array(memory.order).set(Array.from({ length: instances }, (_, i) => i));
  }

  /** Puts everything back, the instances into another order, and before each a short wait for some threads; `random` gives numbers below 1. */
  prepare(random: () => number): void {
    new Int32Array(this.memory.arrivals).fill(0);
    for (const [block, buffer] of this.memory.blocks.entries()) {
      const bytes = new Uint8Array(buffer);
      bytes.fill(0);
      for (const [at, byte] of this.#program.initial[block] ?? []) {
        if (byte !== 0) for (let i = 0; i < this.instances; i++) bytes[i * this.memory.strides[block]! + at] = byte;
      }
    }
    const longest = DELAYS[Math.floor(random() * DELAYS.length)]!;
    for (const delays of this.memory.delays) {
      const bytes = new Uint8Array(delays);
      for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * longest);
    }
    const order = new Int32Array(this.memory.order);
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
  }

  /** Counts what the first so many instances hold now, in the order in which threads go through them. */
  collect(count = this.instances): void {
    const { memory } = this;
    const registers = memory.results.map((buffer) => new Float64Array(buffer));
    const observed = registers.map((_, thread) => observedRegisters(this.#test, thread));
    const blocks = memory.blocks.map((buffer) => new Uint8Array(buffer));
    const { final } = this.#program;
    const indices = final.map(
      ({ block, offset, scale, index }) => [block, offset + scale * Number((index as { value: number }).value)] as const,
    );
    const order = new Int32Array(memory.order);
    for (const i of order.subarray(0, count)) {
      // What is there first gets a short name: to write it out for each instance would take longer than the run.
      let key = '';
      for (const [thread, values] of registers.entries()) {
        const length = RESULT_WORDS * observed[thread]!.length;
        for (let k = 0; k < length; k++) key += `${values[i * length + k]} `;
      }
      for (const [k, [block, from]] of indices.entries()) {
        const base = i * memory.strides[block]! + from;
        for (let byte = 0; byte < final[k]!.element.size; byte++) key += `${blocks[block]![base + byte]} `;
      }
      let text = this.#texts.get(key);
      if (text === undefined && !this.#texts.has(key)) this.#texts.set(key, (text = this.#textOf(i, registers, observed, blocks)));
      if (text !== undefined) this.#counts.set(text, (this.#counts.get(text) ?? 0) + 1);
    }
  }

  #textOf(
    i: number,
    registers: readonly Float64Array[],
    observed: readonly (readonly number[])[],
    blocks: readonly Uint8Array[],
  ): string | undefined {
    return outcomeText(
      this.#test,
      this.#program,
      (thread, register) => {
        const at = RESULT_WORDS * (i * observed[thread]!.length + observed[thread]!.indexOf(register));
        return resultOf(registers[thread]![at]!, registers[thread]![at + 1]!);
      },
      (place) => {
        return readFrom(blocks, place, [], i * this.memory.strides[place.block]!);
      },
    );
  }

  /** All outcomes that were seen, the most frequent first. */
  seen(): readonly Seen[] {
    const { found, areAll } = interleavings(this.#test, this.#program, this.#bytes);
    return [...this.#counts]
      .map(([state, count]) => ({ state, count, class: found.get(state) ?? (areAll ? 'weak' : 'unknown') }))
      .toSorted((a, b) => b.count - a.count);
  }
}

/** The largest index that an expression may be, where it is not constant: tests have no larger arrays. A guess. */
const LARGEST_INDEX = 15;

/** How many bytes one instance of a block has. */
export function bytesOfBlock({ threads, final, initial }: JsProgram, block: number): number {
  const places = [
    ...threads.flatMap(({ code }) => code.flatMap((instruction) => ('place' in instruction ? [instruction.place] : []))),
    ...final,
  ];
  const ends = places
    .filter((place) => place.block === block)
    .map(
      ({ offset, scale, index, element }) =>
        offset + scale * (index.kind === 'constant' ? Number(index.value) : LARGEST_INDEX) + element.size,
    );
  return Math.max(LINE, ...ends, ...[...(initial[block]?.keys() ?? [])].map((at) => at + 1));
}
