import { subtract } from '../integers.ts';
import type { JsExpr, JsInstruction, JsPlace, JsProgram, JsThread, JsValue } from '../js/program.ts';
import type { Access, Expr, Instruction, LitmusTest, Thread, Value } from '../program.ts';
import { compareExchangeAt } from './c-exchange.ts';
import { CannotRun } from './cannot-run.ts';
import { fromMemory, inMemory, Locations, LONG } from './locations.ts';
import { fold } from './fold.ts';

/** The orders of C that are more than what a plain access does, and those of AArch64. */
const ORDERED = new Set(['SC', 'ACQ', 'REL', 'ACQ_REL', 'CON', 'A', 'L', 'Q']);
/** Fences that order nothing which this would not order anyway: on x86 only the writes wait. */
const IDLE_FENCES = new Set(['RLX', 'LFENCE', 'SFENCE']);

/**
 * What JavaScript does in place of a test in C or machine code: accesses that order others go through `Atomics`, all others are plain. A fence
 * is an exchange of one word, which all fences of the test share. Costs one pass; throws `CannotRun`.
 */
export function translate(test: LitmusTest): JsProgram {
  const memory = new Locations(test);
  return {
    threads: test.threads.map((thread) => new Translation(thread, memory).thread()),
    blocks: ['memory'],
    initial: [memory.initial()],
    final: test.observed.flatMap((where) => ('thread' in where ? [] : [memory.final(where)])),
  };
}

class Translation {
  readonly #thread: Thread;
  readonly #memory: Locations;
  readonly #code: JsInstruction[] = [];
  readonly #registers: string[];
  /** For each instruction of the test the first of ours. */
  readonly #starts: number[] = [];
  /** Of jumps within what stands for one instruction, where they lead among ours. */
  readonly #inner = new Map<number, number>();
  /** What the last exclusive load saw, and where; made with the first one. */
  #reservation: { readonly address: number; readonly seen: number } | undefined;

  constructor(thread: Thread, memory: Locations) {
    this.#thread = thread;
    this.#memory = memory;
    this.#registers = [...thread.registers];
  }

  thread(): JsThread {
    const { code, initial } = this.#thread;
    // Targets are instructions of the test until all of ours are known.
    for (let pc = 0; pc < code.length;) {
      this.#starts.push(this.#code.length);
      const exchange = compareExchangeAt(code, pc);
      if (exchange === undefined) {
        this.#translate(code[pc]!);
        pc++;
        continue;
      }
      for (pc++; pc < exchange.rmw; pc++) {
        this.#starts.push(this.#code.length);
        this.#translate(code[pc]!);
      }
      this.#starts.push(this.#code.length);
      const { address, register, operand, read } = exchange.instruction;
      this.#compareExchange(address, exchange.wanted, operand, register, read, read);
      this.#branch({ kind: 'apply', f: (a, b) => a === b, args: [registerOf(register), this.#expr(exchange.wanted)] }, exchange.failed);
      // What stands for the success alone, whose condition holds here.
      this.#starts.push(this.#code.length);
      pc += 2;
    }
    this.#starts.push(this.#code.length);
    return {
      registers: this.#registers,
      initial: this.#registers.map((_, i) => initial[i] ?? 0),
      code: this.#code.map((now, at) =>
        now.op === 'branch' || now.op === 'jump' ? { ...now, target: this.#inner.get(at) ?? this.#starts[now.target]! } : now,
      ),
    };
  }

  #translate(now: Instruction): void {
    switch (now.op) {
      case 'set':
        this.#set(now.register, this.#expr(now.value));
        break;
      case 'fence':
        if (now.tags.some((tag) => IDLE_FENCES.has(tag))) break;
        this.#code.push({ op: 'rmw', register: this.#scratch(), place: this.#memory.fence, operand: constantOf(0), f: undefined });
        break;
      case 'jump':
        this.#code.push({ op: 'jump', target: now.target });
        break;
      case 'branch':
        this.#branch({ kind: 'apply', f: (a) => a === 0, args: [this.#expr(now.condition)] }, now.target);
        break;
      case 'load':
        if (now.access.isWhole === true) throw new CannotRun(PAIR);
        if (now.exclusive === true) this.#loadExclusive(now.register, now.address, now.access);
        else this.#load(now.register, this.#place(now.address, now.access), now.access);
        break;
      case 'store':
        this.#code.push({ op: 'store', place: this.#place(now.address, now.access), value: this.#written(now.value, now.access) });
        break;
      case 'rmw': {
        const { read, write, f } = now;
        const [decode, encode] = [read.decode ?? same, write.encode ?? same];
        const register = now.register === -1 ? this.#scratch() : now.register;
        const change = (old: JsValue, by: JsValue) => inMemory(encode(f(decode(fromMemory(old)), fromMemory(by))), write.size);
        this.#code.push({
          op: 'rmw',
          register,
          place: this.#place(now.address, write, true),
          operand: now.exchange === true ? this.#written(now.operand, write) : this.#expr(now.operand),
          f: now.exchange === true ? undefined : change,
        });
        this.#decode(register, read);
        break;
      }
      case 'compare-exchange': {
        const { register, flags, second } = now;
        if (second !== undefined) throw new CannotRun(PAIR);
        const old = this.#scratch();
        this.#compareExchange(now.address, now.expected, now.value, old, now.read, now.write);
        if (flags !== undefined)
          this.#set(flags, { kind: 'apply', f: difference as never, args: [this.#expr(now.expected), registerOf(old)] });
        if (register !== -1) this.#set(register, registerOf(old));
        break;
      }
      case 'assume':
        // Pointers between elements, which memory refuses.
        break;
      case 'jump-to':
        throw new CannotRun('it jumps to the address that a register holds');
      case 'store-exclusive':
        if (now.second !== undefined) throw new CannotRun(PAIR);
        this.#storeExclusive(now.status, now.address, now.value, now.access);
        break;
      default:
        throw new CannotRun('it chooses at random');
    }
  }

  /** An exclusive load is a load that keeps what it saw, and where. */
  #loadExclusive(register: number, address: Expr, access: Access): void {
    const { address: where, seen } = (this.#reservation ??= { address: this.#scratch(), seen: this.#scratch() });
    const at = this.#scratch();
    this.#set(at, this.#expr(address));
    this.#code.push({ op: 'load', register: seen, place: this.#place(address, access) });
    this.#set(where, registerOf(at));
    if (register === -1) return;
    this.#set(register, registerOf(seen));
    this.#decode(register, access);
  }

  /** An exclusive store writes, by a compare-and-exchange, where memory still holds what the load before it saw there. */
  #storeExclusive(status: number, address: Expr, value: Expr, access: Access): void {
    const reservation = (this.#reservation ??= { address: this.#scratch(), seen: this.#scratch() });
    const [found, result] = [this.#scratch(), this.#scratch()];
    const seen = registerOf(reservation.seen);
    this.#set(result, constantOf(1));
    const branch = this.#code.length;
    this.#branch({ kind: 'apply', f: equal, args: [registerOf(reservation.address), this.#expr(address)] }, 0);
    const place = this.#place(address, access, true);
    this.#code.push({ op: 'compare-exchange', register: found, place, expected: seen, value: this.#written(value, access) });
    this.#set(result, { kind: 'apply', f: differs as never, args: [registerOf(found), seen] });
    this.#inner.set(branch, this.#code.length);
    this.#set(reservation.address, constantOf(0));
    if (status !== -1) this.#set(status, registerOf(result));
  }

  #compareExchange(address: Expr, expected: Expr, value: Expr, register: number, read: Access, write: Access): void {
    const place = this.#place(address, write, true);
    this.#code.push({
      op: 'compare-exchange',
      register,
      place,
      expected: this.#written(expected, write),
      value: this.#written(value, write),
    });
    this.#decode(register, read);
  }

  /** Goes to an instruction of the test if the condition is false. */
  #branch(condition: JsExpr, target: number): void {
    this.#code.push({ op: 'branch', condition, target });
  }

  #set(register: number, value: JsExpr): void {
    this.#code.push({ op: 'set', register, value });
  }

  #load(register: number, place: JsPlace, access: Access): void {
    const target = register === -1 ? this.#scratch() : register;
    this.#code.push({ op: 'load', register: target, place });
    this.#decode(target, access);
  }

  /** From what an element holds to what the register does. */
  #decode(register: number, { size, decode, cutsOnly = decode === undefined }: Access): void {
    if (size < LONG && cutsOnly) return;
    const f = (raw: JsValue) => (decode ?? same)(fromMemory(raw));
    this.#set(register, { kind: 'apply', f: f as never, args: [registerOf(register)] });
  }

  #written(value: Expr, { encode, size }: Access): JsExpr {
    const known = fold(value, this.#thread);
    if (known !== undefined) return constantOf(inMemory(encode === undefined ? known : encode(known), size));
    const f = (raw: JsValue) => inMemory(encode === undefined ? raw : encode(fromMemory(raw)), size);
    return { kind: 'apply', f: f as never, args: [this.#expr(value)] };
  }

  #place(address: Expr, { tags, size }: Access, atomic = isOrdered(tags)): JsPlace {
    const known = fold(address, this.#thread);
    return known === undefined ? this.#memory.where(this.#expr(address), size, atomic) : this.#memory.at(known, atomic, size);
  }

  #expr(expr: Expr): JsExpr {
    switch (expr.kind) {
      case 'constant':
        return constantOf(expr.value);
      case 'register':
        return registerOf(expr.register);
      case 'apply':
        return { kind: 'apply', f: expr.f as never, args: [this.#expr(expr.a), this.#expr(expr.b)] };
      case 'pick': {
        return { kind: 'apply', f: pick as never, args: [expr.condition, expr.a, expr.b].map((one) => this.#expr(one)) };
      }
    }
  }

  #scratch(): number {
    return this.#registers.push(`%run${this.#registers.length}`) - 1;
  }
}

const PAIR = 'it accesses two words at once, which JavaScript has no access for';

/** In C, `A` says that an access is atomic, whatever its order; in machine code it is the order. */
const isOrdered = (tags: readonly string[]): boolean => !tags.includes('RLX') && tags.some((tag) => ORDERED.has(tag));

const difference = (expected: JsValue, found: JsValue): Value => subtract(fromMemory(expected), fromMemory(found));
const equal = (a: JsValue, b: JsValue): boolean => a === b;
const differs = (a: JsValue, b: JsValue): number => Number(a !== b);
const pick = (condition: JsValue, a: JsValue, b: JsValue): JsValue => (condition === 0 ? b : a);
const same = (value: Value): Value => value;
const constantOf = (value: JsValue): JsExpr => ({ kind: 'constant', value });
const registerOf = (register: number): JsExpr => ({ kind: 'register', register });
