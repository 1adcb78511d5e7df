import { addressOf } from '../addresses.ts';
import type { Value, ValueType } from '../program.ts';
import type { Source } from './tokens.ts';

/** Collects the locations of a test and what they hold at first. Costs a map look-up for each name. */
export class TestBuilder {
  readonly source: Source;
  readonly locations: string[] = [];
  readonly memory = new Map<Value, Value>();
  /** What registers hold at first: by thread, then by name. */
  readonly registers: Map<string, Value>[] = [];
  /** What registers hold at first in all threads that name them. */
  readonly everywhere = new Map<string, Value>();
  /** The addresses of labels: what is there are instructions, which do not change. */
  readonly labels = new Map<Value, Label>();
  /** The types that the initial state declares, by the names of locations and {@link registerKey}. */
  readonly types = new Map<string, ValueType>();
  readonly #numbers = new Map<string, number>();
  readonly #elementSizes = new Map<string, number>();

  constructor(source: Source) {
    this.source = source;
  }

  /** How far apart the elements of a location are, in bytes, where its type is known. */
  elementSize(name: string): number | undefined {
    return this.#elementSizes.get(name);
  }

  /** The first type that is named for a location counts. */
  setElementSize(name: string, size: number): void {
    if (!this.#elementSizes.has(name)) this.#elementSizes.set(name, size);
  }

  location(name: string): Value {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.locations.length;
      this.locations.push(name);
      this.#numbers.set(name, number);
    }
    return addressOf(number);
  }

  /** The address of a label of a thread, which states show as herd does. */
  label(thread: number, name: string): Value {
    const address = this.location(`label:"P${thread}:${name}"`);
    this.labels.set(address, { thread, name });
    return address;
  }

  /** An instruction as a value, which states show as herd does. */
  instruction(text: string): Value {
    return this.location(`instr:"${text}"`);
  }

  isLocation(name: string): boolean {
    return this.#numbers.has(name);
  }

  initialRegisters(thread: number): Map<string, Value> {
    while (this.registers.length <= thread) this.registers.push(new Map());
    return this.registers[thread]!;
  }
}

/** A label of a thread. */
export interface Label {
  readonly thread: number;
  readonly name: string;
}

/** By what the type of a register is found. */
export const registerKey = (thread: number, register: string): string => `${thread}:${register}`;
