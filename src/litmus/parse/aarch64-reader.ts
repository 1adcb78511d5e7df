import type { Expr, Value } from '../program.ts';
import { AArch64Memory } from './aarch64-memory.ts';
import { AArch64Operands, operation } from './aarch64-operands.ts';
import { additionFlags, bitField, clear, conditionTest, OPERATIONS, resultFlags, subtractionFlags } from './aarch64-values.ts';
import { add, and, complement, multiply, or, shiftLeft, subtract } from '../integers.ts';
import { apply, constant, END, registerExpr, type ThreadBuilder } from './builder.ts';
import type { Tokens } from './tokens.ts';

/** Shifts by a register may be named so. */
const VARIABLE = /^(?:LSL|LSR|ASR|ROR)V$/;
const FLAGS = '%%nzcv';
const FENCES = /^(?:SY|LD|ST|ISH|ISHLD|ISHST|OSH|OSHLD|OSHST|NSH|NSHLD|NSHST)$/;
const zero = constant(0);

/** Reads one instruction of AArch64. Costs a match of its name against what there is. */
export class AArch64Reader {
  readonly #tokens: Tokens;
  readonly #thread: ThreadBuilder;
  readonly #operands: AArch64Operands;
  readonly #memory: AArch64Memory;

  constructor(tokens: Tokens, thread: ThreadBuilder, registerOf: (name: string) => string | undefined) {
    this.#tokens = tokens;
    this.#thread = thread;
    this.#operands = new AArch64Operands(tokens, thread, registerOf);
    this.#memory = new AArch64Memory(this.#operands, thread);
  }

  read(): void {
    const at = this.#tokens.start;
    const name = this.#tokens.name('an instruction').toUpperCase();
    if (!this.#barrier(name) && !this.#jump(name) && !this.#compute(name) && !this.#select(name) && !this.#memory.instruction(name)) {
      throw this.#tokens.fail(at, `found '${name}', expected an instruction of AArch64 such as LDR, STLR, CAS or DMB`);
    }
  }

  #barrier(name: string): boolean {
    if (name === 'NOP' || name === 'YIELD') return true;
    if (name === 'PRFM') {
      // Of no effect but on time.
      this.#tokens.name('what to prefetch');
      this.#operands.comma();
      this.#operands.address();
      return true;
    }
    if (name === 'ISB') {
      this.#tokens.accept('SY');
      this.#thread.emit({ op: 'fence', tags: ['ISB'] });
      return true;
    }
    if (name !== 'DMB' && name !== 'DSB') return false;
    const at = this.#tokens.start;
    const kind = this.#tokens.name('SY, LD, ST, ISH …').toUpperCase();
    if (!FENCES.test(kind)) throw this.#tokens.fail(at, `found '${kind}', expected SY, LD, ST, ISH, ISHLD or ISHST`);
    this.#thread.emit({ op: 'fence', tags: [`${name}.${kind}`] });
    return true;
  }

  #jump(name: string): boolean {
    const thread = this.#thread;
    if (name === 'RET') thread.jump(END);
    else if (name === 'B') thread.jump(this.#tokens.name('a label'));
    else if (name === 'CBZ' || name === 'CBNZ') {
      const value = this.#operands.read(this.#operands.register());
      this.#operands.comma();
      thread.branch(apply(name === 'CBZ' ? isZero : isNotZero, value, zero), this.#tokens.name('a label'));
    } else if (name === 'TBZ' || name === 'TBNZ') {
      const value = this.#operands.read(this.#operands.register());
      this.#operands.comma();
      const mask = constant(shiftLeft(1, this.#operands.immediate()));
      this.#operands.comma();
      const bit = apply(and, value, mask);
      thread.branch(apply(name === 'TBZ' ? isZero : isNotZero, bit, zero), this.#tokens.name('a label'));
    } else {
      const test = /^B\.?(..)$/.test(name) ? conditionTest(name.slice(-2)) : undefined;
      if (test === undefined) return false;
      thread.branch(apply(test, registerExpr(thread.register(FLAGS)), zero), this.#tokens.name('a label'));
    }
    return true;
  }

  #compute(name: string): boolean {
    if (Object.hasOwn(MOVES, name)) {
      const target = this.#operands.register();
      this.#operands.comma();
      const value = this.#operands.operand();
      this.#operands.set(target, apply(MOVES[name]!, value, zero));
      return true;
    }
    if (name === 'MOVK') return this.#moveKeeping();
    if (name === 'MADD' || name === 'MSUB') return this.#multiplyAdd(name);
    if (name === 'UBFX' || name === 'SBFX') return this.#bitField(name === 'SBFX');
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

  /** `MADD`, `MSUB`: a product and what it is added to, or taken from. */
  #multiplyAdd(name: string): boolean {
    const target = this.#operands.register();
    const [a, b, c] = [0, 1, 2].map(() => {
      this.#operands.comma();
      return this.#operands.read(this.#operands.register());
    });
    this.#operands.set(target, apply(name === 'MADD' ? add : subtract, c!, apply(multiply, a!, b!)));
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

  #bitField(isSigned: boolean): boolean {
    const target = this.#operands.register();
    this.#operands.comma();
    const value = this.#operands.read(this.#operands.register());
    this.#operands.comma();
    const from = this.#operands.immediate();
    this.#operands.comma();
    const width = this.#operands.immediate();
    this.#operands.set(
      target,
      apply((a) => bitField(a, from, width, isSigned), value, zero),
    );
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
    this.#operands.comma();
    const at = this.#tokens.start;
    const test = conditionTest(this.#tokens.name('a condition').toUpperCase());
    if (test === undefined) throw this.#tokens.fail(at, 'expected a condition such as EQ or NE');
    const condition = apply(test, registerExpr(this.#thread.register(FLAGS)), zero);
    this.#operands.set(target, { kind: 'pick', condition, a, b });
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

const isZero = (a: Value): Value => Number(a === 0);
const isNotZero = (a: Value): Value => Number(a !== 0);
