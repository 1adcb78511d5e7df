import { add, multiply, signExtend, subtract, truncate } from '../integers.ts';
import type { Expr, Value } from '../program.ts';
import { BIT_OPERATIONS, extracted, type Field, fieldOf, insertedField, movedField, upperProduct } from './aarch64-bits.ts';
import type { AArch64Operands, Register } from './aarch64-operands.ts';
import { apply, constant } from './builder.ts';

const WORD = 4;
const BITS_PER_BYTE = 8;
const zero = constant(0);

const PRODUCT = /^(?:([SU])(MADDL|MSUBL|MULL|MNEGL)|(MADD|MSUB|MNEG))$/;
const FIELD = /^(?:[SU]?BFM|[SU]BFX|BFXIL|[SU]BFIZ|BFI|BFC)$/;
const UPPER: Readonly<Record<string, (a: Value, b: Value, size: number) => Value>> = {
  SMULH: upperProduct(true),
  UMULH: upperProduct(false),
};

/** Reads the instructions of AArch64 that work on bits, fields of bits and long products. Costs a match of the name. */
export class AArch64Bits {
  readonly #operands: AArch64Operands;

  constructor(operands: AArch64Operands) {
    this.#operands = operands;
  }

  /** Whether there is such an instruction, of which the name has been read. */
  instruction(name: string): boolean {
    return this.#ofOne(name) || this.#product(name) || this.#field(name) || this.#extract(name);
  }

  #ofOne(name: string): boolean {
    if (!Object.hasOwn(BIT_OPERATIONS, name)) return false;
    const f = BIT_OPERATIONS[name]!;
    const target = this.#operands.register();
    this.#set(target, (a) => f(a, target.size), this.#next());
    return true;
  }

  #product(name: string): boolean {
    if (Object.hasOwn(UPPER, name)) {
      const target = this.#operands.register();
      const [a, b] = [this.#next(), this.#next()];
      this.#set(target, (x, y) => UPPER[name]!(x, y, target.size), a, b);
      return true;
    }
    const found = PRODUCT.exec(name);
    if (found === null) return false;
    const kind = (found[2] ?? found[3])!;
    const widen =
      found[1] === 'S' ? (a: Value) => signExtend(a, WORD) : found[1] === 'U' ? (a: Value) => truncate(a, WORD) : (a: Value) => a;
    const target = this.#operands.register();
    const [a, b] = [this.#next(), this.#next()];
    const product = apply((x, y) => multiply(widen(x), widen(y)), a, b);
    const to = kind.startsWith('MADD') || kind.startsWith('MSUB') ? this.#next() : zero;
    this.#set(target, kind.startsWith('MSUB') || kind.startsWith('MNEG') ? subtract : add, to, product);
    return true;
  }

  #field(name: string): boolean {
    if (!FIELD.test(name)) return false;
    const target = this.#operands.register();
    const source = name === 'BFC' ? zero : this.#next();
    const [first, second] = [this.#immediate(), this.#immediate()];
    const field = fieldBy(name, first, second, target.size);
    if (name.startsWith('BF')) this.#set(target, (old, value) => insertedField(old, value, field), this.#operands.read(target), source);
    else this.#set(target, (value) => movedField(value, field, name.startsWith('S')), source);
    return true;
  }

  #extract(name: string): boolean {
    if (name !== 'EXTR') return false;
    const target = this.#operands.register();
    const [high, low] = [this.#next(), this.#next()];
    const from = this.#immediate();
    this.#set(target, (a, b) => extracted(a, b, from, target.size), high, low);
    return true;
  }

  /** A comma and a register that is read. */
  #next(): Expr {
    this.#operands.comma();
    return this.#operands.read(this.#operands.register());
  }

  #immediate(): number {
    this.#operands.comma();
    return this.#operands.immediate();
  }

  #set(target: Register, f: (a: Value, b: Value) => Value, a: Expr, b: Expr = zero): void {
    this.#operands.set(target, apply(f, a, b));
  }
}

/** The field that an instruction names by two positions, or by one and a width. */
function fieldBy(name: string, first: number, second: number, size: number): Field {
  if (name.endsWith('FM')) return fieldOf(first, second, size);
  if (name.endsWith('FX') || name === 'BFXIL') return { from: first, width: second, to: 0 };
  return { from: 0, width: Math.min(second, size * BITS_PER_BYTE - first), to: first };
}
