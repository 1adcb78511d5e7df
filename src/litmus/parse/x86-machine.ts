import { add, and, isBelow, multiply, signExtend, subtract, truncate } from '../integers.ts';
import type { Access, Expr, Value } from '../program.ts';
import { apply, constant, END, registerExpr, type ThreadBuilder } from './builder.ts';
import { CONDITIONS, OPERATIONS, UNARY } from './x86-values.ts';

/** An operand of an x86 instruction: one of them is set, or the register with its value. */
export interface Operand {
  readonly register?: number;
  readonly value?: Expr;
  readonly address?: Expr;
  /** The new value of the whole register, where only a part of it is written. */
  readonly put?: (value: Expr) => Expr;
}

/** How many bytes an instruction works on, and how registers hold them. */
export interface Width {
  readonly access: Access;
  readonly fit: (value: Value) => Value;
}

/** What concerns only caches, and so costs only time. */
const CACHE = /^(?:CL(?:FLUSH|FLUSHOPT|WB)|PREFETCH\w+)$/;
const IDLE = new Set(['NOP', 'PAUSE', 'ENDBR64', 'ENDBR32']);
/** Moves of several sizes, and past caches. */
const MOVES = new Set(['MOV', 'MOVNTI', 'MOVABS', 'MOVD', 'MOVNTDQA']);
const FENCES = new Set(['MFENCE', 'LFENCE', 'SFENCE']);
/** The register that holds the difference of what was compared. */
const FLAGS = '%%flags';
const CARRY = '%%carry';
/** Whether the difference of two numbers without signs is below 0. */
const borrows = (a: Value, b: Value): Value => Number(isBelow(a, b));
const zero = constant(0);
const first = (a: Value): Value => a;
const second = (_: Value, b: Value): Value => b;

/** What x86 instructions do, whichever way they are written; the target is the first operand. Costs a few instructions of ours for each. */
export class X86Machine {
  locked = false;
  /** What a compare-and-exchange compares with: the register EAX, or a part of another one. */
  accumulator: Operand | undefined;
  readonly #thread: ThreadBuilder;
  readonly #access: Access;
  readonly #fit: (value: Value) => Value;

  constructor(thread: ThreadBuilder, { access, fit }: Width) {
    this.#thread = thread;
    this.#access = access;
    this.#fit = fit;
  }

  isJump(name: string): boolean {
    return name === 'JMP' || (name.startsWith('J') && Object.hasOwn(CONDITIONS, name.slice(1)));
  }

  jump(name: string, label: string): void {
    if (name === 'JMP') return this.#thread.jump(label);
    this.#thread.branch(this.#condition(name.slice(1)), label);
  }

  #condition(name: string): Expr {
    const test = CONDITIONS[name]!;
    const [flags, carry] = [this.#thread.register(FLAGS), this.#thread.register(CARRY)];
    return apply((difference, c) => Number(test(difference, c)), registerExpr(flags), registerExpr(carry));
  }

  /** Whether there is such an instruction with such operands. */
  instruction(name: string, operands: readonly Operand[]): boolean {
    const [target, source] = operands;
    if (target === undefined) {
      if (IDLE.has(name)) return true;
      if (name === 'RET') {
        this.#thread.jump(END);
        return true;
      }
      if (!FENCES.has(name)) return false;
      this.#thread.emit({ op: 'fence', tags: [name] });
      return true;
    }
    if (source === undefined) return this.#unary(name, target);
    if (MOVES.has(name)) return this.#move(target, source);
    if (name === 'LEA')
      return source.address !== undefined && this.#move(target, { value: apply((a) => this.#fit(a), source.address, zero) });
    if (name === 'IMUL' && operands.length > 2) return this.#multiply(target, source, operands[2]!);
    if (name.startsWith('CMOV') && Object.hasOwn(CONDITIONS, name.slice('CMOV'.length))) return this.#moveIf(name, target, source);
    if (name === 'UXCH') return this.#exchangeUnlocked(target, source);
    if (name === 'XCHG') return this.#exchange(target, source);
    if (name === 'XADD') return this.#exchangeAdd(target, source);
    if (name === 'CMPXCHG') return this.#compareExchange(target, source);
    if (name === 'CMP' || name === 'TEST') {
      const { size } = this.#access;
      const f = name === 'CMP' ? subtract : and;
      const [a, b] = [this.#read(target), this.#read(source)];
      const value = apply((x, y) => f(signExtend(x, size), signExtend(y, size)), a, b);
      this.#thread.emit({ op: 'set', register: this.#thread.register(FLAGS), value });
      this.#thread.emit({ op: 'set', register: this.#thread.register(CARRY), value: name === 'CMP' ? apply(borrows, a, b) : constant(0) });
      return true;
    }
    const f = OPERATIONS[name];
    return f !== undefined && this.#change(target, this.#read(source), f);
  }

  #unary(name: string, target: Operand): boolean {
    if (name.startsWith('SET') && Object.hasOwn(CONDITIONS, name.slice('SET'.length)))
      return this.#move(target, { value: this.#condition(name.slice('SET'.length)) });
    // A read whose value nobody uses, and what concerns only caches.
    if (name === 'READ') return this.#move({ register: this.#thread.temporary() }, target);
    if (CACHE.test(name)) return target.address !== undefined;
    const f = UNARY[name];
    return f !== undefined && this.#change(target, constant(0), f);
  }

  #move(target: Operand, source: Operand): boolean {
    if (target.address !== undefined) {
      if (source.value === undefined) return false;
      this.#thread.emit({ op: 'store', address: target.address, value: source.value, access: this.#access });
    } else if (target.register === undefined) return false;
    else if (source.address === undefined) this.#set(target, source.value!);
    else
      this.#load(target, source.address, (register, address) => this.#thread.emit({ op: 'load', register, address, access: this.#access }));
    return true;
  }

  /** A product of two others. */
  #multiply(target: Operand, one: Operand, other: Operand): boolean {
    if (target.register === undefined) return false;
    const [a, b] = [this.#read(one), this.#read(other)];
    return this.#move(target, { value: apply((x, y) => this.#fit(multiply(x, y)), a, b) });
  }

  /** Moves what is as wide as this machine to a wider register, with the sign or without one. */
  moveWider(target: Operand, source: Operand, isSigned: boolean): boolean {
    if (target.register === undefined) return false;
    const { size } = this.#access;
    this.#set(
      target,
      apply((value) => (isSigned ? signExtend(value, size) : truncate(value, size)), this.#read(source), zero),
    );
    return true;
  }

  #set({ register, put }: Operand, value: Expr): void {
    this.#thread.emit({ op: 'set', register: register!, value: put === undefined ? value : put(value) });
  }

  /** Something that loads to a whole register, or to a part of one. */
  #load(target: Operand, address: Expr, emit: (register: number, address: Expr) => void): void {
    if (target.put === undefined) return emit(target.register!, address);
    const register = this.#thread.temporary();
    emit(register, address);
    this.#set(target, registerExpr(register));
  }

  #moveIf(name: string, target: Operand, source: Operand): boolean {
    if (target.register === undefined) return false;
    const skip = this.#thread.newLabel();
    const condition = this.#condition(name.slice('CMOV'.length));
    this.#thread.branch(
      apply((holds) => Number(holds === 0), condition, constant(0)),
      skip,
    );
    this.#move(target, source);
    this.#thread.label(skip);
    return true;
  }

  /** As an exchange, but another write may come between its read and its write. */
  #exchangeUnlocked(target: Operand, source: Operand): boolean {
    const [memory, register] = target.address === undefined ? [source, target] : [target, source];
    if (register.register === undefined || memory.address === undefined) return false;
    this.#rmw(register, memory.address, register.value!, second);
    return true;
  }

  /** With memory it is always locked, whichever operand that is. */
  #exchange(target: Operand, source: Operand): boolean {
    const [memory, register] = target.address === undefined ? [source, target] : [target, source];
    if (register.register === undefined) return false;
    if (memory.address === undefined) {
      if (memory.register === undefined) return false;
      const old = this.#thread.temporary();
      this.#thread.emit({ op: 'set', register: old, value: register.value! });
      this.#set(register, memory.value!);
      this.#set(memory, registerExpr(old));
      return true;
    }
    this.locked = true;
    this.#rmw(register, memory.address, register.value!, second);
    return true;
  }

  #exchangeAdd(target: Operand, source: Operand): boolean {
    if (target.address === undefined || source.register === undefined) return false;
    this.#rmw(source, target.address, source.value!, add);
    return true;
  }

  /** Herd has the operands of x86-64 in the other order here, so both are read. */
  #compareExchange(one: Operand, other: Operand): boolean {
    const [target, source] = one.address === undefined ? [other, one] : [one, other];
    if (target.address === undefined || source.register === undefined) return false;
    const access = this.#rmwAccess();
    const accumulator = this.accumulator ?? this.#registerNamed('EAX');
    this.#load(accumulator, target.address, (register, address) =>
      this.#thread.emit({
        op: 'compare-exchange', flavour: 'x86', register, address, expected: accumulator.value!, value: source.value!, read: access,
        success: access, write: access, flags: this.#thread.register(FLAGS),
      }),
    ); // prettier-ignore
    return true;
  }

  #registerNamed(name: string): Operand {
    const register = this.#thread.register(name);
    return { register, value: registerExpr(register) };
  }

  /** A read, a change and a write of a register or of memory, with its effect on the flags. */
  #change(target: Operand, operand: Expr, f: (a: Value, b: Value) => Value): boolean {
    const flags = this.#thread.register(FLAGS);
    const { size } = this.#access;
    const changed = (old: Expr): Expr => apply((a, b) => this.#fit(f(a, b)), old, operand);
    const note = (value: Expr): void =>
      this.#thread.emit({ op: 'set', register: flags, value: apply((a) => signExtend(a, size), value, constant(0)) });
    if (target.address === undefined) {
      if (target.register === undefined) return false;
      const result = this.#thread.temporary();
      this.#thread.emit({ op: 'set', register: result, value: changed(target.value!) });
      this.#set(target, registerExpr(result));
      note(registerExpr(result));
      this.#thread.emit({ op: 'set', register: this.#thread.register(CARRY), value: constant(0) });
      return true;
    }
    const old = this.#thread.temporary();
    if (this.locked) this.#rmw({ register: old }, target.address, operand, f);
    else {
      this.#thread.emit({ op: 'load', register: old, address: target.address, access: this.#access });
      this.#thread.emit({ op: 'store', address: target.address, value: changed(registerExpr(old)), access: this.#access });
    }
    note(changed(registerExpr(old)));
    return true;
  }

  #rmw(target: Operand, at: Expr, operand: Expr, f: (a: Value, b: Value) => Value): void {
    const access = this.#rmwAccess();
    const fitted = f === second ? f : (old: Value, by: Value): Value => this.#fit(f(old, by));
    this.#load(target, at, (register, address) =>
      this.#thread.emit({
        op: 'rmw', register, address, operand, f: fitted, read: access, write: access, single: false, exchange: f === second,
      }),
    ); // prettier-ignore
  }

  #rmwAccess(): Access {
    return this.locked ? { ...this.#access, tags: ['X', 'A'] } : this.#access;
  }

  #read(operand: Operand): Expr {
    if (operand.address === undefined) return operand.value!;
    const register = this.#thread.temporary();
    this.#thread.emit({ op: 'load', register, address: operand.address, access: this.#access });
    return apply(first, registerExpr(register), constant(0));
  }
}
