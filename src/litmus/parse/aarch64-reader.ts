import type { Value } from '../program.ts';
import { AArch64Memory } from './aarch64-memory.ts';
import { AArch64Arithmetic } from './aarch64-arithmetic.ts';
import { AArch64Bits } from './aarch64-bit-fields.ts';
import { AArch64Operands } from './aarch64-operands.ts';
import { conditionTest, FLAGS } from './aarch64-values.ts';
import { and, shiftLeft, shiftRight } from '../integers.ts';
import { apply, constant, registerExpr, type ThreadBuilder } from './builder.ts';
import type { Tokens } from './tokens.ts';

const FENCES = /^(?:SY|LD|ST|ISH|ISHLD|ISHST|OSH|OSHLD|OSHST|NSH|NSHLD|NSHST)$/;
const zero = constant(0);

/** Reads one instruction of AArch64. Costs a match of its name against what there is. */
export class AArch64Reader {
  readonly #tokens: Tokens;
  readonly #thread: ThreadBuilder;
  readonly #operands: AArch64Operands;
  readonly #memory: AArch64Memory;
  readonly #arithmetic: AArch64Arithmetic;
  readonly #bits: AArch64Bits;

  constructor(tokens: Tokens, thread: ThreadBuilder, registerOf: (name: string) => string | undefined) {
    this.#tokens = tokens;
    this.#thread = thread;
    this.#operands = new AArch64Operands(tokens, thread, registerOf);
    this.#memory = new AArch64Memory(this.#operands, thread);
    this.#arithmetic = new AArch64Arithmetic(tokens, thread, this.#operands);
    this.#bits = new AArch64Bits(this.#operands);
  }

  read(): void {
    const at = this.#tokens.start;
    const name = this.#tokens.name('an instruction').toUpperCase();
    if (this.#barrier(name) || this.#idle(name) || this.#jump(name) || this.#call(name) || this.#system(name)) return;
    if (this.#arithmetic.instruction(name) || this.#bits.instruction(name) || this.#memory.instruction(name)) return;
    throw this.#tokens.fail(at, `found '${name}', expected an instruction of AArch64 such as LDR, STLR, CAS or DMB`);
  }

  /** What has no effect but on time, or on what models know nothing of. */
  #idle(name: string): boolean {
    if (name === 'PRFM') {
      this.#tokens.name('what to prefetch');
      this.#operands.comma();
      this.#operands.address();
    } else if (name === 'HINT' || name === 'HLT') this.#operands.immediate();
    else return IDLE.has(name);
    return true;
  }

  /** Caches of code and data, and registers of the system, of which each is one more register. */
  #system(name: string): boolean {
    if (name === 'DC' || name === 'IC') {
      const kind = this.#tokens.name('which caches, such as CVAU or IVAU').toUpperCase();
      if (this.#tokens.accept(',')) this.#operands.register();
      this.#thread.emit({ op: 'fence', tags: [`${name}.${kind}`] });
    } else if (name === 'MRS') {
      const target = this.#operands.register();
      this.#operands.comma();
      const register = this.#systemRegister();
      const value = registerExpr(register);
      this.#operands.set(target, register === this.#thread.register(FLAGS) ? apply(fromFlags, value, zero) : value);
    } else if (name === 'MSR') {
      const register = this.#systemRegister();
      this.#operands.comma();
      const value = this.#operands.read(this.#operands.register());
      this.#thread.emit({ op: 'set', register, value: register === this.#thread.register(FLAGS) ? apply(toFlags, value, zero) : value });
    } else return false;
    return true;
  }

  #systemRegister(): number {
    const name = this.#tokens.name('a register of the system, such as TPIDR_EL0').toUpperCase();
    return this.#thread.register(name === 'NZCV' ? FLAGS : name);
  }

  #barrier(name: string): boolean {
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
    if (name === 'B') thread.jump(this.#label());
    else if (name === 'CBZ' || name === 'CBNZ') {
      const value = this.#operands.read(this.#operands.register());
      this.#operands.comma();
      thread.branch(apply(name === 'CBZ' ? isZero : isNotZero, value, zero), this.#label());
    } else if (name === 'TBZ' || name === 'TBNZ') {
      const value = this.#operands.read(this.#operands.register());
      this.#operands.comma();
      const mask = constant(shiftLeft(1, this.#operands.immediate()));
      this.#operands.comma();
      const bit = apply(and, value, mask);
      thread.branch(apply(name === 'TBZ' ? isZero : isNotZero, bit, zero), this.#label());
    } else {
      const test = /^B\.?(..)$/.test(name) ? conditionTest(name.slice(-2)) : undefined;
      if (test === undefined) return false;
      thread.branch(apply(test, registerExpr(thread.register(FLAGS)), zero), this.#label());
    }
    return true;
  }

  /** A label, or how many bytes away: `.+8`, `.-4`. */
  #label(): string {
    const tokens = this.#tokens;
    if (!tokens.accept('.')) return tokens.name('a label');
    const isBack = tokens.is('-');
    if (!isBack && !tokens.is('+')) throw tokens.error("'+' or '-'");
    tokens.next();
    const bytes = tokens.integer('how many bytes away');
    return this.#thread.relativeLabel(isBack ? -bytes : bytes);
  }

  /** Jumps to where a register says, and what puts that there. */
  #call(name: string): boolean {
    const thread = this.#thread;
    if (name === 'ADR') {
      const target = this.#operands.register();
      this.#operands.comma();
      thread.emitLabel(target.number, this.#label());
    } else if (name === 'BL') {
      const label = this.#label();
      thread.emitLink(thread.register(LINK));
      thread.jump(label);
    } else if (name === 'BR' || name === 'BLR' || name === 'RET') {
      const isReturn = name === 'RET' && this.#tokens.atEnd;
      const to = isReturn ? registerExpr(thread.register(LINK)) : this.#operands.read(this.#operands.register());
      if (name !== 'BLR') thread.jumpTo(to, name === 'RET');
      else {
        const kept = thread.temporary();
        thread.emit({ op: 'set', register: kept, value: to });
        thread.emitLink(thread.register(LINK));
        thread.jumpTo(registerExpr(kept), false);
      }
    } else return false;
    return true;
  }
}

/** The register that calls write where to return. */
const LINK = 'X30';
const IDLE = new Set(['NOP', 'YIELD', 'WFE', 'WFI', 'SEV', 'SEVL', 'BTI', 'CSDB']);

/** The flags N, Z, C and V as the register NZCV has them. */
const FLAGS_FROM = 28;
const FLAGS_MASK = 15;
const toFlags = (value: Value): Value => and(shiftRight(value, FLAGS_FROM), FLAGS_MASK);
const fromFlags = (flags: Value): Value => shiftLeft(flags, FLAGS_FROM);

const isZero = (a: Value): Value => Number(a === 0);
const isNotZero = (a: Value): Value => Number(a !== 0);
