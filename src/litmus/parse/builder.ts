import type { Expr, Instruction, Thread, Unsequenced, Value } from '../program.ts';
import type { Source } from './tokens.ts';
import { LitmusError } from '../litmus-error.ts';

/** The label of the end of each thread. */
export const END = '%%end';

/** Collects the instructions of a thread; jumps to labels are put right at the end. Costs nothing else. */
export class ThreadBuilder {
  readonly code: Instruction[] = [];
  readonly places: number[] = [];
  /** The thread whose code is being read, if it is another one that this thread jumps to: labels are that thread's then. */
  codeOf: number | undefined;
  /** Where the instruction that is being read begins. */
  place = 0;
  readonly #source: Source;
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #labels = new Map<string, number>();
  readonly #jumps: { readonly at: number; readonly label: string; readonly place: number }[] = [];
  /** Instructions that put the address of a label into a register. */
  readonly #addresses: { readonly at: number; readonly register: number; readonly label: string; readonly place: number }[] = [];
  readonly #jumpsTo: number[] = [];
  /** Where each instruction of the text begins, in order. */
  readonly #starts: number[] = [];
  /** The address of a label of this thread. */
  readonly #labelValue: (label: string, thread: number | undefined) => Value;
  readonly #unsequenced = new Map<number, (readonly [number, number])[]>();
  #fresh = 0;

  constructor(source: Source, labelValue: (label: string, thread: number | undefined) => Value = noAddress) {
    this.#source = source;
    this.#labelValue = labelValue;
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

  /** An instruction begins here, which is at `place` in the text. */
  begin(place: number): void {
    this.place = place;
    this.#starts.push(this.code.length);
  }

  /** The label of the instruction that is so many bytes behind the one that is being read. */
  relativeLabel(bytes: number): string {
    return `${RELATIVE}${this.#starts.length - 1 + bytes / INSTRUCTION}`;
  }

  label(name: string): void {
    this.#labels.set(this.#scoped(name), this.code.length);
  }

  #scoped(label: string): string {
    return this.codeOf === undefined || label.startsWith('%') ? label : `${this.codeOf}:${label}`;
  }

  jump(label: string): void {
    this.#jumps.push({ at: this.code.length, label: this.#scoped(label), place: this.place });
    this.emit({ op: 'jump', target: -1 });
  }

  /** Puts the address of a label into a register. */
  emitLabel(register: number, label: string): void {
    this.#addresses.push({ at: this.code.length, register, label: this.#scoped(label), place: this.place });
    this.emit({ op: 'set', register, value: constant(0) });
  }

  /** Puts the address of what follows the next instruction into a register. */
  emitLink(register: number): void {
    const label = this.newLabel();
    this.emitLabel(register, label);
    // Behind the jump that follows.
    this.#labels.set(label, this.code.length + 1);
  }

  /** To the label whose address a register holds; a return to nowhere ends the thread. */
  jumpTo(to: Expr, isReturn: boolean): void {
    this.#jumpsTo.push(this.code.length);
    this.emit({ op: 'jump-to', to, targets: new Map(), isReturn });
  }

  /** Back as often as it likes, if no read decides on it: as in herd. */
  branch(condition: Expr, label: string, isFree = true): void {
    this.#jumps.push({ at: this.code.length, label: this.#scoped(label), place: this.place });
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

  #targetOf(label: string, place: number): number {
    const target = label.startsWith(RELATIVE) ? this.#starts[Number(label.slice(RELATIVE.length))] : this.#find(label);
    if (target !== undefined) return target;
    const message = label.startsWith(RELATIVE) ? 'the thread has no instruction there' : `no thread has a label '${nameOf(label)}'`;
    throw new LitmusError(this.#source.file, this.#source.text, place, message);
  }

  /** Where a label is: in the code of the thread that names it, or else wherever there is one. */
  #find(label: string): number | undefined {
    const own = this.#labels.get(label);
    if (own !== undefined || label.startsWith('%')) return own;
    return [...this.#labels].find(([other]) => nameOf(other) === nameOf(label))?.[1];
  }

  /** The labels that are named and nowhere in the code that was read. */
  missing(): readonly string[] {
    const named = [...this.#jumps, ...this.#addresses].filter(({ label }) => !label.startsWith('%'));
    return named.filter(({ label }) => this.#find(label) === undefined).map(({ label }) => nameOf(label));
  }

  /** Labels have addresses once it is known where they are: one that the test names there counts, as in herd. */
  #finishAddresses(initial: ReadonlyMap<string, Value>): void {
    if (this.#addresses.length + this.#jumpsTo.length === 0) return;
    const named = new Map<number, string>();
    for (const [label, pc] of this.#labels) if (!label.startsWith('%')) named.set(pc, label);
    const valueOf = (label: string, pc: number): Value => {
      const [name, thread] = (named.get(pc) ?? label).split(':').toReversed();
      return this.#labelValue(name!, thread === undefined ? undefined : Number(thread));
    };
    const targets = new Map<Value, number>();
    for (const { at, register, label, place } of this.#addresses) {
      const pc = this.#targetOf(label, place);
      const value = valueOf(label, pc);
      targets.set(value, pc);
      this.code[at] = { op: 'set', register, value: constant(value) };
    }
    for (const [label, pc] of this.#labels) if (!label.startsWith('%')) targets.set(valueOf(label, pc), pc);
    for (const at of this.#jumpsTo) {
      const jump = this.code[at] as Instruction & { op: 'jump-to' };
      this.code[at] = this.#isPlainReturn(jump, initial) ? { op: 'jump', target: this.#labels.get(END)! } : { ...jump, targets };
    }
  }

  /** Whether nothing says where to return. */
  #isPlainReturn({ to, isReturn }: Instruction & { op: 'jump-to' }, initial: ReadonlyMap<string, Value>): boolean {
    if (!isReturn || to.kind !== 'register' || initial.has(this.#names[to.register]!)) return false;
    return !this.code.some((now) => 'register' in now && now.register === to.register);
  }

  finish(initial: ReadonlyMap<string, Value>, everywhere: ReadonlyMap<string, Value> = new Map()): Thread {
    this.#labels.set(END, this.code.length);
    // One may jump behind the last one.
    this.#starts.push(this.code.length);
    for (const { at, label, place } of this.#jumps)
      this.code[at] = { ...(this.code[at] as Instruction & { op: 'jump' }), target: this.#targetOf(label, place) };
    this.#finishAddresses(initial);
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

/** What labels are called that say how far away they are, and what follows: the number of the instruction. */
const RELATIVE = '%.';
const INSTRUCTION = 4;

/** A label as the test names it, without the thread whose code it is in. */
const nameOf = (label: string): string => label.slice(label.indexOf(':') + 1);

const noAddress = (): Value => 0;

export const constant = (value: Value): Expr => ({ kind: 'constant', value });
export const registerExpr = (register: number): Expr => ({ kind: 'register', register });
export const apply = (f: (a: Value, b: Value) => Value, a: Expr, b: Expr): Expr => ({ kind: 'apply', f, a, b });
