import type { Expr, Value } from '../program.ts';
import { add, signExtend, truncate } from '../integers.ts';
import { OPERATIONS } from './aarch64-values.ts';
import { apply, constant, registerExpr, type ThreadBuilder } from './builder.ts';
import type { Tokens } from './tokens.ts';

/** A register as it is written: its number here (-1 for the zero register) and how much of it, in bytes. */
export interface Register {
  readonly number: number;
  readonly size: number;
}

const SHIFT = /^(?:LSL|LSR|ASR|ROR)$/;
const WHOLE = 8;
const zero = constant(0);
const toWord = (a: Value): Value => truncate(a, 4);

/** What an operation makes of two values of so many bytes. */
export const operation = (name: string, size: number, a: Expr, b: Expr): Expr => apply((x, y) => OPERATIONS[name]!(x, y, size), a, b);

/** Reads the operands of instructions of AArch64, and sets registers. Costs a look at each token. */
export class AArch64Operands {
  readonly #tokens: Tokens;
  readonly #thread: ThreadBuilder;
  readonly #registerOf: (name: string) => string | undefined;

  /** Whether the last address changed its base before the access. */
  isPush = false;

  constructor(tokens: Tokens, thread: ThreadBuilder, registerOf: (name: string) => string | undefined) {
    this.#tokens = tokens;
    this.#thread = thread;
    this.#registerOf = registerOf;
  }

  register(): Register {
    if (this.#tokens.accept('%')) return { number: this.#thread.register(`%${this.#tokens.name('a register')}`), size: WHOLE };
    const at = this.#tokens.start;
    const name = this.#tokens.name('a register');
    const size = /^w/i.test(name) ? 4 : 8;
    if (/^[wx]zr$/i.test(name)) return { number: -1, size };
    const register = this.#registerOf(name);
    if (register === undefined) throw this.#tokens.fail(at, `AArch64 has no register '${name}'`);
    return { number: this.#thread.register(register), size };
  }

  /** Of a register of 32 bits without a sign. */
  read({ number, size }: Register): Expr {
    if (number === -1) return zero;
    return size === WHOLE ? registerExpr(number) : apply(toWord, registerExpr(number), zero);
  }

  comma(): void {
    this.#tokens.expect(',');
  }

  immediate(): number {
    this.#tokens.accept('#');
    return this.#tokens.integer('a number');
  }

  #number(): Expr {
    this.#tokens.accept('#');
    return constant(this.#tokens.value('a number'));
  }

  #isRegister(): boolean {
    const { text, kind } = this.#tokens;
    return text === '%' || (kind === 'name' && this.#registerOf(text) !== undefined);
  }

  /** A register or a number. */
  value(): Expr {
    return this.#isRegister() ? this.read(this.register()) : this.#number();
  }

  /** A register or a number, and what may follow: `, SXTW`, `, LSL #2`. */
  operand(): Expr {
    if (!this.#isRegister()) return this.#shifted(this.#number(), WHOLE);
    const register = this.register();
    return this.#shifted(this.read(register), register.size);
  }

  #shifted(value: Expr, size: number): Expr {
    const tokens = this.#tokens;
    if (!tokens.accept(',')) return value;
    const name = tokens.name('SXTW, UXTW, LSL, LSR or ASR').toUpperCase();
    const amount = tokens.is('#') || tokens.kind === 'number' ? this.immediate() : 0;
    const extended = this.extend(value, name, size);
    return amount === 0 ? extended : operation(SHIFT.test(name) ? name : 'LSL', size, extended, constant(amount));
  }

  extend(value: Expr, name: string, size: number): Expr {
    const found = /^([SU])XT([BHWX])$/.exec(name);
    if (found === null) {
      if (!SHIFT.test(name)) throw this.#tokens.error('SXTW, UXTW, LSL, LSR or ASR before this');
      return value;
    }
    const from = { B: 1, H: 2, W: 4, X: size }[found[2]!]!;
    return apply(found[1] === 'S' ? (a) => signExtend(a, from) : (a) => truncate(a, from), value, zero);
  }

  set(register: Register, value: Expr): void {
    if (register.number === -1) return;
    const whole = register.size === WHOLE ? value : apply(toWord, value, zero);
    this.#thread.emit({ op: 'set', register: register.number, value: whole });
  }

  /** `[X1]`, `[X1,#4]`, `[X1,W2,SXTW]`, `[X1,#4]!` or `[X1],#4`, of which the last two change the base. */
  address(): Expr {
    const tokens = this.#tokens;
    if (!tokens.accept('[')) throw tokens.error("'[' before an address");
    const base = this.register();
    let address = this.read(base);
    if (tokens.accept(',')) address = apply(add, address, this.operand());
    tokens.expect(']');
    this.isPush = tokens.is('!');
    if (tokens.accept('!')) {
      this.set(base, address);
      return this.read(base);
    }
    if (!tokens.accept(',')) return address;
    const moved = apply(add, address, this.operand());
    const kept = this.#thread.temporary();
    this.#thread.emit({ op: 'set', register: kept, value: address });
    this.set(base, moved);
    return registerExpr(kept);
  }
}
