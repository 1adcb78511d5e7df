import type { Access, Expr, Value } from '../program.ts';
import {
  additionFlags,
  ATOMIC_OPERATIONS,
  bitField,
  conditionTest,
  OPERATIONS,
  resultFlags,
  signExtend,
  subtractionFlags,
  truncate,
} from './aarch64-values.ts';
import { apply, constant, END, registerExpr, type ThreadBuilder } from './builder.ts';
import type { Tokens } from './tokens.ts';

/** A register as it is written: its number here (-1 for the zero register) and how much of it, in bytes. */
interface Register {
  readonly number: number;
  readonly size: number;
}

const FLAGS = '%nzcv';
const FENCES = /^(?:SY|LD|ST|ISH|ISHLD|ISHST|OSH|OSHLD|OSHST|NSH|NSHLD|NSHST)$/;
const NARROW: Readonly<Record<string, number>> = { B: 1, H: 2 };
const LOAD_STORE = /^(LD|ST)(U?R|AP?U?R|LU?R|A?XR|LXR|NP|IAPP|ILP|P|PSW|RSW|URSW|RS|URS)([BH]?)$/;
const ATOMIC = /^(SWP|CAS|LD|ST)(ADD|EOR|SET|CLR|SMAX|SMIN|UMAX|UMIN)?(AL|A|L|)([BH]?)$/;
const zero = constant(0);

/** Reads one instruction of AArch64. Costs a match of its name against what there is. */
export class AArch64Reader {
  readonly #tokens: Tokens;
  readonly #thread: ThreadBuilder;
  readonly #registerOf: (name: string) => string | undefined;

  constructor(tokens: Tokens, thread: ThreadBuilder, registerOf: (name: string) => string | undefined) {
    this.#tokens = tokens;
    this.#thread = thread;
    this.#registerOf = registerOf;
  }

  read(): void {
    const at = this.#tokens.start;
    const name = this.#tokens.name('an instruction').toUpperCase();
    if (
      !this.#barrier(name) &&
      !this.#jump(name) &&
      !this.#compute(name) &&
      !this.#select(name) &&
      !this.#memory(name) &&
      !this.#atomic(name)
    ) {
      throw this.#tokens.fail(at, `found '${name}', expected an instruction of AArch64 such as LDR, STLR, CAS or DMB`);
    }
  }

  // Operands

  #register(): Register {
    const at = this.#tokens.start;
    const name = this.#tokens.name('a register');
    const size = /^w/i.test(name) ? 4 : 8;
    if (/^[wx]zr$/i.test(name)) return { number: -1, size };
    const register = this.#registerOf(name);
    if (register === undefined) throw this.#tokens.fail(at, `AArch64 has no register '${name}'`);
    return { number: this.#thread.register(register), size };
  }

  #read({ number }: Register): Expr {
    return number === -1 ? zero : registerExpr(number);
  }

  #comma(): void {
    this.#tokens.expect(',');
  }

  #immediate(): number {
    this.#tokens.accept('#');
    return this.#tokens.integer('a number');
  }

  #isRegister(): boolean {
    const { text, kind } = this.#tokens;
    return kind === 'name' && (/^[wx]zr$/i.test(text) || this.#registerOf(text) !== undefined);
  }

  /** A register or a number, and what may follow: `, SXTW`, `, LSL #2`. */
  #operand(): Expr {
    if (!this.#isRegister()) return this.#shifted(constant(this.#immediate()), 8);
    const register = this.#register();
    return this.#shifted(this.#read(register), register.size);
  }

  #shifted(value: Expr, size: number): Expr {
    const tokens = this.#tokens;
    if (!tokens.accept(',')) return value;
    const name = tokens.name('SXTW, UXTW, LSL, LSR or ASR').toUpperCase();
    const amount = tokens.is('#') || tokens.kind === 'number' ? this.#immediate() : 0;
    const extended = this.#extend(value, name, size);
    return amount === 0
      ? extended
      : apply(name === 'LSR' || name === 'ASR' ? OPERATIONS[name]! : OPERATIONS['LSL']!, extended, constant(amount));
  }

  #extend(value: Expr, name: string, size: number): Expr {
    const found = /^([SU])XT([BHWX])$/.exec(name);
    if (found === null) {
      if (OPERATIONS[name] === undefined) throw this.#tokens.error('SXTW, UXTW, LSL, LSR or ASR before this');
      return value;
    }
    const from = { B: 1, H: 2, W: 4, X: size }[found[2]!]!;
    return apply(found[1] === 'S' ? (a) => signExtend(a, from) : (a) => truncate(a, from), value, zero);
  }

  #set(register: Register, value: Expr): void {
    if (register.number === -1) return;
    const whole = register.size === 8 ? value : apply(toWord, value, zero);
    this.#thread.emit({ op: 'set', register: register.number, value: whole });
  }

  // Instructions

  #barrier(name: string): boolean {
    if (name === 'NOP' || name === 'YIELD') return true;
    if (name === 'PRFM') {
      // Of no effect but on time.
      this.#tokens.name('what to prefetch');
      this.#comma();
      this.#address();
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
      const value = this.#read(this.#register());
      this.#comma();
      thread.branch(apply(name === 'CBZ' ? isZero : isNotZero, value, zero), this.#tokens.name('a label'));
    } else if (name === 'TBZ' || name === 'TBNZ') {
      const value = this.#read(this.#register());
      this.#comma();
      const mask = constant(2 ** this.#immediate());
      this.#comma();
      const bit = apply(OPERATIONS['AND']!, value, mask);
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
      const target = this.#register();
      this.#comma();
      const value = this.#operand();
      this.#set(target, apply(MOVES[name]!, value, zero));
      return true;
    }
    if (name === 'MOVK') return this.#moveKeeping();
    if (name === 'UBFX' || name === 'SBFX') return this.#bitField(name === 'SBFX');
    if (name === 'CMP' || name === 'CMN' || name === 'TST') {
      const a = this.#register();
      this.#comma();
      this.#setFlags(name, a.size, this.#read(a), this.#operand());
      return true;
    }
    const extension = /^([SU])XT([BHW])$/.exec(name);
    const setsFlags = ['ADDS', 'SUBS', 'ANDS', 'BICS'].includes(name);
    const f = OPERATIONS[setsFlags ? name.slice(0, -1) : name];
    if (f === undefined && extension === null) return false;
    const target = this.#register();
    this.#comma();
    const source = this.#register();
    if (extension !== null) {
      this.#set(target, this.#extend(this.#read(source), name, source.size));
      return true;
    }
    this.#comma();
    const a = name === 'ASR' ? apply((value) => signExtend(value, source.size), this.#read(source), zero) : this.#read(source);
    const b = this.#operand();
    if (setsFlags) this.#setFlags(name, target.size, a, b);
    this.#set(target, apply(f!, a, b));
    return true;
  }

  /** Sets 16 bits, and keeps the others. */
  #moveKeeping(): boolean {
    const target = this.#register();
    this.#comma();
    const bits = this.#immediate();
    let shift = 0;
    if (this.#tokens.accept(',')) {
      this.#tokens.expect('LSL');
      shift = this.#immediate();
    }
    const mask = constant(HALFWORD * 2 ** shift);
    const kept = apply(OPERATIONS['BIC']!, this.#read(target), mask);
    this.#set(target, apply(OPERATIONS['ORR']!, kept, constant(bits * 2 ** shift)));
    return true;
  }

  #bitField(isSigned: boolean): boolean {
    const target = this.#register();
    this.#comma();
    const value = this.#read(this.#register());
    this.#comma();
    const from = this.#immediate();
    this.#comma();
    const width = this.#immediate();
    this.#set(
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
      TST: (x, y) => resultFlags(OPERATIONS['AND']!(x, y), size),
      ANDS: (x, y) => resultFlags(OPERATIONS['AND']!(x, y), size),
      BICS: (x, y) => resultFlags(OPERATIONS['BIC']!(x, y), size),
    };
    this.#thread.emit({ op: 'set', register: this.#thread.register(FLAGS), value: apply(compute[name]!, a, b) });
  }

  #select(name: string): boolean {
    const found = /^(CSEL|CSINC|CSINV|CSNEG|CSET|CSETM|CINC|CINV|CNEG)$/.exec(name);
    if (found === null) return false;
    const target = this.#register();
    const one = constant(1);
    let a: Expr = name === 'CSETM' ? constant(-1) : one;
    let b: Expr = zero;
    if (name !== 'CSET' && name !== 'CSETM') {
      this.#comma();
      const first = this.#read(this.#register());
      const change = SELECT_CHANGES[name]!;
      if (name.startsWith('CS')) {
        this.#comma();
        a = first;
        b = apply(change, this.#read(this.#register()), zero);
      } else {
        a = apply(change, first, zero);
        b = first;
      }
    }
    this.#comma();
    const at = this.#tokens.start;
    const test = conditionTest(this.#tokens.name('a condition').toUpperCase());
    if (test === undefined) throw this.#tokens.fail(at, 'expected a condition such as EQ or NE');
    const condition = apply(test, registerExpr(this.#thread.register(FLAGS)), zero);
    this.#set(target, { kind: 'pick', condition, a, b });
    return true;
  }

  #memory(name: string): boolean {
    const found = LOAD_STORE.exec(name);
    if (found === null) return false;
    const [, direction, kind, narrow] = found as unknown as [string, string, string, string];
    const isLoad = direction === 'LD';
    if (!isLoad && kind === 'XR') return this.#storeExclusive([], narrow);
    if (!isLoad && kind === 'LXR') return this.#storeExclusive(['L'], narrow);
    const tags = KIND_TAGS[kind] ?? [];
    if (kind.includes('P') && !kind.startsWith('AP')) return this.#pair(isLoad, tags, kind === 'PSW');
    const register = this.#register();
    this.#comma();
    const signedFrom = /S/.test(kind) ? (NARROW[narrow] ?? 4) : 0;
    const size = NARROW[narrow] ?? (signedFrom === 0 ? register.size : signedFrom);
    const { address, after } = this.#address();
    const exclusive = kind === 'XR' || kind === 'AXR';
    this.#access(
      isLoad,
      register,
      address,
      { ...accessOf(tags, size), ...(signedFrom === 0 ? {} : signedLoad(size, register.size)) },
      exclusive,
    );
    after();
    return true;
  }

  #access(isLoad: boolean, register: Register, address: Expr, access: Access, exclusive = false): void {
    if (isLoad) this.#thread.emit({ op: 'load', register: register.number, address, access, exclusive });
    else this.#thread.emit({ op: 'store', address, value: this.#read(register), access });
  }

  #pair(isLoad: boolean, tags: readonly string[], isSigned: boolean): boolean {
    const first = this.#register();
    this.#comma();
    const second = this.#register();
    this.#comma();
    const { address, after } = this.#address();
    const size = isSigned ? 4 : first.size;
    const access = { ...accessOf(tags, size), ...(isSigned ? signedLoad(4, 8) : {}) };
    this.#access(isLoad, first, address, access);
    this.#access(isLoad, second, apply(OPERATIONS['ADD']!, address, constant(size)), access);
    after();
    return true;
  }

  #storeExclusive(tags: readonly string[], narrow: string): boolean {
    const status = this.#register();
    this.#comma();
    const value = this.#register();
    this.#comma();
    const { address } = this.#address();
    this.#thread.emit({
      op: 'store-exclusive',
      status: status.number,
      address,
      value: this.#read(value),
      access: accessOf(['X', ...tags], NARROW[narrow] ?? value.size),
    });
    return true;
  }

  /** `[X1]`, `[X1,#4]`, `[X1,W2,SXTW]`, `[X1,#4]!` or `[X1],#4`; `after` changes the base once memory was accessed. */
  #address(): { readonly address: Expr; readonly after: () => void } {
    const tokens = this.#tokens;
    if (!tokens.accept('[')) throw tokens.error("'[' before an address");
    const base = this.#register();
    let address = this.#read(base);
    if (tokens.accept(',')) address = apply(OPERATIONS['ADD']!, address, this.#operand());
    tokens.expect(']');
    if (tokens.accept('!')) {
      this.#set(base, address);
      return { address: this.#read(base), after: nothing };
    }
    if (!tokens.accept(',')) return { address, after: nothing };
    const moved = apply(OPERATIONS['ADD']!, address, this.#operand());
    const kept = this.#thread.temporary();
    this.#thread.emit({ op: 'set', register: kept, value: address });
    this.#set(base, moved);
    return { address: registerExpr(kept), after: nothing };
  }

  #atomic(name: string): boolean {
    const found = ATOMIC.exec(name);
    if (found === null) return false;
    const [, kind, operation, order, narrow] = found as unknown as [string, string, string | undefined, string, string];
    if ((kind === 'LD' || kind === 'ST') !== (operation !== undefined)) return false;
    const source = this.#register();
    this.#comma();
    const target = kind === 'ST' ? { number: -1, size: source.size } : this.#register();
    if (kind !== 'ST') this.#comma();
    const { address } = this.#address();
    const size = NARROW[narrow] ?? source.size;
    const write = accessOf(order.includes('L') ? ['X', 'L'] : ['X'], size);
    const silent = kind === 'CAS' ? source.number === -1 : target.number === -1;
    const read = accessOf(silent ? ['X', 'NoRet'] : order.includes('A') ? ['X', 'A'] : ['X'], size);
    if (kind === 'CAS') {
      this.#thread.emit({
        op: 'compare-exchange', flavour: 'aarch64', register: source.number, address, expected: apply((a) => truncate(a, size), this.#read(source), zero),
        value: this.#read(target), read, success: read, write,
      }); // prettier-ignore
      return true;
    }
    const f = operation === undefined ? second : ATOMIC_OPERATIONS[operation]!;
    const masked = (old: Value, operand: Value) => truncate(f(old, operand), size);
    this.#thread.emit({
      op: 'rmw', register: target.number, address, operand: this.#read(source), f: masked, read, write, single: false, exchange: kind === 'SWP',
    }); // prettier-ignore
    return true;
  }
}

const KIND_TAGS: Readonly<Record<string, readonly string[]>> = {
  AR: ['A'], APR: ['Q'], APUR: ['Q'], LR: ['L'], LUR: ['L'], XR: ['X'], AXR: ['X', 'A'], IAPP: ['Q'], ILP: ['L'],
}; // prettier-ignore

const SELECT_CHANGES: Readonly<Record<string, (a: Value) => Value>> = {
  CSEL: (a) => a, CSINC: (a) => a + 1, CSINV: (a) => ~a, CSNEG: (a) => -a, CINC: (a) => a + 1, CINV: (a) => ~a, CNEG: (a) => -a,
}; // prettier-ignore

const HALFWORD = 0xff_ff;
const MOVES: Readonly<Record<string, (a: Value) => Value>> = {
  MOV: (a) => a,
  MOVZ: (a) => a,
  MOVN: (a) => ~a,
  MVN: (a) => ~a,
  NEG: (a) => -a,
};

const nothing = (): void => undefined;
const second = (_: Value, operand: Value): Value => operand;
const isZero = (a: Value): Value => Number(a === 0);
const isNotZero = (a: Value): Value => Number(a !== 0);
const toWord = (a: Value): Value => truncate(a, 4);

/** Narrow accesses see the lowest bytes only. */
function accessOf(tags: readonly string[], size: number): Access {
  if (size >= 4) return { tags, size };
  const cut = (value: Value) => truncate(value, size);
  return { tags, size, decode: cut, encode: cut };
}

const signedLoad = (size: number, target: number): Pick<Access, 'decode'> => ({
  decode: (value) => truncate(signExtend(value, size), target),
});
