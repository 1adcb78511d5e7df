import type { Expr, Value } from '../program.ts';
import { type AArch64Operands, operation } from './aarch64-operands.ts';
import {
  additionFlags,
  carryOf,
  clear,
  conditionTest,
  FLAGS,
  OPERATIONS,
  resultFlags,
  signsOf,
  subtractionFlags,
  sumFlags,
} from './aarch64-values.ts';
import { add, and, complement, or, shiftLeft, subtract } from '../integers.ts';
import { apply, constant, registerExpr, type ThreadBuilder } from './builder.ts';
import type { Tokens } from './tokens.ts';

/** Shifts by a register may be named so. */
const VARIABLE = /^(?:LSL|LSR|ASR|ROR)V$/;
const zero = constant(0);

/** Reads the instructions of AArch64 that compute with registers and flags. Costs a match of the name. */
export class AArch64Arithmetic {
  readonly #tokens: Tokens;
  readonly #thread: ThreadBuilder;
  readonly #operands: AArch64Operands;

  constructor(tokens: Tokens, thread: ThreadBuilder, operands: AArch64Operands) {
    this.#tokens = tokens;
    this.#thread = thread;
    this.#operands = operands;
  }

  /** Whether there is such an instruction, of which the name has been read. */
  instruction(name: string): boolean {
    return this.#compute(name) || this.#select(name) || this.#compareIf(name) || this.#withCarry(name);
  }

  #compute(name: string): boolean {
    if (Object.hasOwn(MOVES, name)) {
      const target = this.#operands.register();
      this.#operands.comma();
      const value = this.#operands.operand();
      this.#operands.set(target, apply(MOVES[name]!, value, zero));
      return true;
    }
    if (name === 'NEGS') return this.#negate();
    if (name === 'MOVK') return this.#moveKeeping();
    if (name === 'CMP' || name === 'CMN' || name === 'TST') {
      const a = this.#operands.register();
      this.#operands.comma();
      this.#setFlags(name, a.size, this.#operands.read(a), this.#operands.operand());
      return true;
    }
    const extension = /^([SU])XT([BHW])$/.exec(name);
    const setsFlags = ['ADDS', 'SUBS', 'ANDS', 'BICS'].includes(name);
    const bare = setsFlags || VARIABLE.test(name) ? name.slice(0, -1) : name;
    if (!Object.hasOwn(OPERATIONS, bare) && extension === null) return false;
    const target = this.#operands.register();
    this.#operands.comma();
    const source = this.#operands.register();
    if (extension !== null) {
      this.#operands.set(target, this.#operands.extend(this.#operands.read(source), name, source.size));
      return true;
    }
    this.#operands.comma();
    const a = this.#operands.read(source);
    const b = this.#operands.operand();
    if (setsFlags) this.#setFlags(name, target.size, a, b);
    this.#operands.set(target, operation(bare, target.size, a, b));
    return true;
  }

  /** Sets 16 bits, and keeps the others. */
  #moveKeeping(): boolean {
    const target = this.#operands.register();
    this.#operands.comma();
    const bits = this.#operands.immediate();
    let shift = 0;
    if (this.#tokens.accept(',')) {
      this.#tokens.expect('LSL');
      shift = this.#operands.immediate();
    }
    const mask = constant(shiftLeft(HALFWORD, shift));
    const kept = apply(clear, this.#operands.read(target), mask);
    this.#operands.set(target, apply(or, kept, constant(shiftLeft(bits, shift))));
    return true;
  }

  #setFlags(name: string, size: number, a: Expr, b: Expr): void {
    const compute: Readonly<Record<string, (x: Value, y: Value) => Value>> = {
      CMP: (x, y) => subtractionFlags(x, y, size),
      SUBS: (x, y) => subtractionFlags(x, y, size),
      CMN: (x, y) => additionFlags(x, y, size),
      ADDS: (x, y) => additionFlags(x, y, size),
      TST: (x, y) => resultFlags(and(x, y), size),
      ANDS: (x, y) => resultFlags(and(x, y), size),
      BICS: (x, y) => resultFlags(clear(x, y), size),
    };
    this.#thread.emit({ op: 'set', register: this.#thread.register(FLAGS), value: apply(compute[name]!, a, b) });
  }

  #select(name: string): boolean {
    const found = /^(CSEL|CSINC|CSINV|CSNEG|CSET|CSETM|CINC|CINV|CNEG)$/.exec(name);
    if (found === null) return false;
    const target = this.#operands.register();
    const one = constant(1);
    let a: Expr = name === 'CSETM' ? constant(-1) : one;
    let b: Expr = zero;
    if (name !== 'CSET' && name !== 'CSETM') {
      this.#operands.comma();
      const first = this.#operands.read(this.#operands.register());
      const change = SELECT_CHANGES[name]!;
      if (name.startsWith('CS')) {
        this.#operands.comma();
        a = first;
        b = apply(change, this.#operands.read(this.#operands.register()), zero);
      } else {
        a = apply(change, first, zero);
        b = first;
      }
    }
    this.#operands.set(target, { kind: 'pick', condition: this.#condition(), a, b });
    return true;
  }

  /** `CCMP`, `CCMN`: the flags of a comparison, or given ones. */
  #compareIf(name: string): boolean {
    if (name !== 'CCMP' && name !== 'CCMN') return false;
    const register = this.#operands.register();
    const { size } = register;
    const compared = this.#operands.read(register);
    this.#operands.comma();
    const to = this.#operands.value();
    this.#operands.comma();
    const otherwise = constant(this.#operands.immediate());
    const flags = name === 'CCMP' ? subtractionFlags : additionFlags;
    const a = apply((x, y) => flags(x, y, size), compared, to);
    const value: Expr = { kind: 'pick', condition: this.#condition(), a, b: otherwise };
    this.#thread.emit({ op: 'set', register: this.#thread.register(FLAGS), value });
    return true;
  }

  /** A comma and a condition such as EQ. */
  #condition(): Expr {
    this.#operands.comma();
    const at = this.#tokens.start;
    const name = this.#tokens.name('a condition such as EQ or NE');
    const test = conditionTest(name.toUpperCase());
    if (test === undefined) throw this.#tokens.fail(at, `found '${name}', expected a condition such as EQ or NE`);
    return apply(test, registerExpr(this.#thread.register(FLAGS)), zero);
  }

  #negate(): boolean {
    const target = this.#operands.register();
    this.#operands.comma();
    const value = this.#operands.operand();
    this.#setFlags('SUBS', target.size, zero, value);
    this.#operands.set(target, apply(subtract, zero, value));
    return true;
  }

  /** `ADC`, `SBC`, `NGC`, and those that set flags: sums with the carry of the operation before; a difference is one with a complement. */
  #withCarry(name: string): boolean {
    const found = /^(ADC|SBC|NGC)(S?)$/.exec(name);
    if (found === null) return false;
    const target = this.#operands.register();
    this.#operands.comma();
    const first = this.#operands.read(this.#operands.register());
    let [a, b] = [zero, first];
    if (found[1] !== 'NGC') {
      this.#operands.comma();
      [a, b] = [first, this.#operands.read(this.#operands.register())];
    }
    if (found[1] !== 'ADC') b = apply(complement, b, zero);
    const flags = this.#thread.register(FLAGS);
    const result = this.#thread.temporary();
    this.#thread.emit({
      op: 'set',
      register: result,
      value: apply((sum, now) => add(sum, carryOf(now)), apply(add, a, b), registerExpr(flags)),
    });
    if (found[2] === 'S') {
      const { size } = target;
      const value = apply(
        (signs, sum) => sumFlags(signs, sum, size),
        apply((x, y) => signsOf(x, y, size), a, b),
        registerExpr(result),
      );
      this.#thread.emit({ op: 'set', register: flags, value });
    }
    this.#operands.set(target, registerExpr(result));
    return true;
  }
}

const SELECT_CHANGES: Readonly<Record<string, (a: Value) => Value>> = {
  CSEL: (a) => a, CSINC: (a) => add(a, 1), CSINV: complement, CSNEG: (a) => subtract(0, a), CINC: (a) => add(a, 1), CINV: complement,
  CNEG: (a) => subtract(0, a),
}; // prettier-ignore

const HALFWORD = 0xff_ff;
const MOVES: Readonly<Record<string, (a: Value) => Value>> = {
  MOV: (a) => a,
  MOVZ: (a) => a,
  MOVN: complement,
  MVN: complement,
  NEG: (a) => subtract(0, a),
};
