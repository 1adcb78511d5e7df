import { addressOf } from '../addresses.ts';
import type { Expr, Instruction, Thread, Unsequenced, Value, ValueType } from '../program.ts';
import type { Source } from './tokens.ts';
import { LitmusError } from '../litmus-error.ts';

/** Collects the locations of a test and what they hold at first. Costs a map look-up for each name. */
export class TestBuilder {
  readonly source: Source;
  readonly locations: string[] = [];
  readonly memory = new Map<Value, Value>();
  /** What registers hold at first: by thread, then by name. */
  readonly registers: Map<string, Value>[] = [];
  /** What registers hold at first in all threads that name them. */
  readonly everywhere = new Map<string, Value>();
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

  isLocation(name: string): boolean {
    return this.#numbers.has(name);
  }

  initialRegisters(thread: number): Map<string, Value> {
    while (this.registers.length <= thread) this.registers.push(new Map());
    return this.registers[thread]!;
  }
}

/** By what the type of a register is found. */
export const registerKey = (thread: number, register: string): string => `${thread}:${register}`;

/** The label of the end of each thread. */
export const END = '%%end';

/** Collects the instructions of a thread; jumps to labels are put right at the end. Costs nothing else. */
export class ThreadBuilder {
  readonly code: Instruction[] = [];
  readonly places: number[] = [];
  /** Where the instruction that is being read begins. */
  place = 0;
  readonly #source: Source;
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #labels = new Map<string, number>();
  readonly #jumps: { readonly at: number; readonly label: string; readonly place: number }[] = [];
  readonly #unsequenced = new Map<number, (readonly [number, number])[]>();
  #fresh = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  register(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.length;
      this.#names.push(name);
      this.#numbers.set(name, number);
    }
    return number;
  }

  isRegister(name: string): boolean {
    return this.#numbers.has(name);
  }

  /** A register that no test can name. */
  temporary(): number {
    return this.register(`%${this.#fresh++}`);
  }

  emit(instruction: Instruction): void {
    this.code.push(instruction);
    this.places.push(this.place);
  }

  newLabel(): string {
    return `%${this.#fresh++}`;
  }

  label(name: string): void {
    this.#labels.set(name, this.code.length);
  }

  jump(label: string): void {
    this.#jumps.push({ at: this.code.length, label, place: this.place });
    this.emit({ op: 'jump', target: -1 });
  }

  branch(condition: Expr, label: string, isFree = false): void {
    this.#jumps.push({ at: this.code.length, label, place: this.place });
    this.emit({ op: 'branch', condition, target: -1, isFree });
  }

  choose(label: string): void {
    this.#jumps.push({ at: this.code.length, label, place: this.place });
    this.emit({ op: 'choose', target: -1 });
  }

  /** What was emitted from `from` to `middle` and what was emitted since then are in no order. */
  apart(from: number, middle: number): void {
    if (from === middle) return;
    for (let i = middle; i < this.code.length; i++) {
      const ranges = this.#unsequenced.get(i);
      if (ranges === undefined) this.#unsequenced.set(i, [[from, middle]]);
      else ranges.push([from, middle]);
    }
  }

  finish(initial: ReadonlyMap<string, Value>, everywhere: ReadonlyMap<string, Value> = new Map()): Thread {
    this.#labels.set(END, this.code.length);
    for (const { at, label, place } of this.#jumps) {
      const target = this.#labels.get(label);
      if (target === undefined)
        throw new LitmusError(this.#source.file, this.#source.text, place, `there is no label '${label}' in this thread`);
      this.code[at] = { ...(this.code[at] as Instruction & { op: 'jump' }), target };
    }
    for (const name of initial.keys()) this.register(name);
    const unsequenced: { unsequenced?: Unsequenced } = this.#unsequenced.size === 0 ? {} : { unsequenced: this.#unsequenced };
    return {
      ...unsequenced,
      registers: this.#names,
      initial: this.#names.map((name) => initial.get(name) ?? everywhere.get(name) ?? 0),
      code: this.code,
      places: this.places,
    };
  }
}

export const constant = (value: Value): Expr => ({ kind: 'constant', value });
export const registerExpr = (register: number): Expr => ({ kind: 'register', register });
export const apply = (f: (a: Value, b: Value) => Value, a: Expr, b: Expr): Expr => ({ kind: 'apply', f, a, b });
