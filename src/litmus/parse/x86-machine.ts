import { isAddress } from '../addresses.ts';
import type { Access, Expr, Value } from '../program.ts';
import { apply, constant, registerExpr, type ThreadBuilder } from './builder.ts';

/** An operand of an x86 instruction: one of them is set, or the register with its value. */
export interface Operand {
  readonly register?: number;
  readonly value?: Expr;
  readonly address?: Expr;
}

/** To 32 bits with a sign, but for addresses. */
const int = (value: Value): Value => (isAddress(value) ? value : value | 0);
const OPERATIONS: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  ADD: (a, b) => int(a + b),
  SUB: (a, b) => int(a - b),
  AND: (a, b) => a & b,
  OR: (a, b) => a | b,
  XOR: (a, b) => (a === b ? 0 : a ^ b),
};
const UNARY: Readonly<Record<string, (a: Value) => Value>> = {
  INC: (a) => int(a + 1),
  DEC: (a) => int(a - 1),
  NEG: (a) => int(-a),
  NOT: (a) => ~a,
};
const JUMPS: Readonly<Record<string, (flags: Value) => boolean>> = {
  JE: (f) => f === 0, JZ: (f) => f === 0, JNE: (f) => f !== 0, JNZ: (f) => f !== 0,
  JL: (f) => f < 0, JLT: (f) => f < 0, JLE: (f) => f <= 0, JG: (f) => f > 0, JGT: (f) => f > 0, JGE: (f) => f >= 0, JS: (f) => f < 0, JNS: (f) => f >= 0,
}; // prettier-ignore
const FENCES = new Set(['MFENCE', 'LFENCE', 'SFENCE']);
/** The register that holds the difference of what was compared. */
const FLAGS = '%flags';
const first = (a: Value): Value => a;
const second = (_: Value, b: Value): Value => b;

/** What x86 instructions do, whichever way they are written; the target is the first operand. Costs a few instructions of ours for each. */
export class X86Machine {
  locked = false;
  /** The register that a compare-and-exchange compares with. */
  accumulator = 'EAX';
  readonly #thread: ThreadBuilder;
  readonly #access: Access;

  constructor(thread: ThreadBuilder, access: Access) {
    this.#thread = thread;
    this.#access = access;
  }

  isJump(name: string): boolean {
    return name === 'JMP' || Object.hasOwn(JUMPS, name);
  }

  jump(name: string, label: string): void {
    if (name === 'JMP') return this.#thread.jump(label);
    const test = JUMPS[name]!;
    this.#thread.branch(
      apply((flags) => Number(test(flags)), registerExpr(this.#thread.register(FLAGS)), constant(0)),
      label,
    );
  }

  /** Whether there is such an instruction with such operands. */
  instruction(name: string, operands: readonly Operand[]): boolean {
    const [target, source] = operands;
    if (target === undefined) {
      if (name === 'NOP' || name === 'PAUSE') return true;
      if (!FENCES.has(name)) return false;
      this.#thread.emit({ op: 'fence', tags: [name] });
      return true;
    }
    if (source === undefined) return this.#unary(name, target);
    if (name === 'MOV' || name === 'MOVNTI') return this.#move(target, source);
    if (name === 'XCHG') return this.#exchange(target, source);
    if (name === 'XADD') return this.#exchangeAdd(target, source);
    if (name === 'CMPXCHG') return this.#compareExchange(target, source);
    if (name === 'CMP' || name === 'TEST') {
      const f = name === 'CMP' ? (a: Value, b: Value) => a - b : (a: Value, b: Value) => a & b;
      this.#thread.emit({ op: 'set', register: this.#thread.register(FLAGS), value: apply(f, this.#read(target), this.#read(source)) });
      return true;
    }
    const f = OPERATIONS[name];
    return f !== undefined && this.#change(target, this.#read(source), f);
  }

  #unary(name: string, target: Operand): boolean {
    const f = UNARY[name];
    return f !== undefined && this.#change(target, constant(0), f);
  }

  #move(target: Operand, source: Operand): boolean {
    if (target.address !== undefined) {
      if (source.value === undefined) return false;
      this.#thread.emit({ op: 'store', address: target.address, value: source.value, access: this.#access });
    } else if (target.register === undefined) return false;
    else if (source.address === undefined) this.#thread.emit({ op: 'set', register: target.register, value: source.value! });
    else this.#thread.emit({ op: 'load', register: target.register, address: source.address, access: this.#access });
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
      this.#thread.emit({ op: 'set', register: register.register, value: memory.value! });
      this.#thread.emit({ op: 'set', register: memory.register, value: registerExpr(old) });
      return true;
    }
    this.locked = true;
    this.#rmw(register.register, memory.address, register.value!, second);
    return true;
  }

  #exchangeAdd(target: Operand, source: Operand): boolean {
    if (target.address === undefined || source.register === undefined) return false;
    this.#rmw(source.register, target.address, source.value!, OPERATIONS['ADD']!);
    return true;
  }

  #compareExchange(target: Operand, source: Operand): boolean {
    if (target.address === undefined || source.register === undefined) return false;
    const access = this.#rmwAccess();
    const register = this.#thread.register(this.accumulator);
    this.#thread.emit({
      op: 'compare-exchange', flavour: 'x86', register, address: target.address, expected: registerExpr(register), value: source.value!,
      read: access, success: access, write: access, flags: this.#thread.register(FLAGS),
    }); // prettier-ignore
    return true;
  }

  /** A read, a change and a write of a register or of memory, with its effect on the flags. */
  #change(target: Operand, operand: Expr, f: (a: Value, b: Value) => Value): boolean {
    const flags = this.#thread.register(FLAGS);
    if (target.address === undefined) {
      if (target.register === undefined) return false;
      this.#thread.emit({ op: 'set', register: target.register, value: apply(f, registerExpr(target.register), operand) });
      this.#thread.emit({ op: 'set', register: flags, value: registerExpr(target.register) });
      return true;
    }
    const old = this.#thread.temporary();
    if (this.locked) this.#rmw(old, target.address, operand, f);
    else {
      this.#thread.emit({ op: 'load', register: old, address: target.address, access: this.#access });
      this.#thread.emit({ op: 'store', address: target.address, value: apply(f, registerExpr(old), operand), access: this.#access });
    }
    this.#thread.emit({ op: 'set', register: flags, value: apply(f, registerExpr(old), operand) });
    return true;
  }

  #rmw(register: number, address: Expr, operand: Expr, f: (a: Value, b: Value) => Value): void {
    const access = this.#rmwAccess();
    this.#thread.emit({ op: 'rmw', register, address, operand, f, read: access, write: access, single: false, exchange: f === second });
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
