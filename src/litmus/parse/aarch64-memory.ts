import type { Access, Expr, Value } from '../program.ts';
import type { AArch64Operands, Register } from './aarch64-operands.ts';
import { add, signExtend, truncate } from '../integers.ts';
import { ATOMIC_OPERATIONS } from './aarch64-values.ts';
import { apply, constant, registerExpr, type ThreadBuilder } from './builder.ts';

const WORD = 4;
const ORDERED_PAIR = /^I/;
const NARROW: Readonly<Record<string, number>> = { B: 1, H: 2 };
const LOAD_STORE = /^(LD|ST)([UT]?R|AP?U?R|LU?R|A?XR|LXR|[UT]?RSW|APURSW|[UT]?RS|APURS)([BH]?)$/;
const PAIR = /^(LD|ST)(P|NP|IAPP|ILP|PSW|A?XP|LXP)$/;
const ATOMIC = /^(SWP|CAS|LD|ST)(ADD|EOR|SET|CLR|SMAX|SMIN|UMAX|UMIN)?(AL|A|L|)([BH]?)$/;
const zero = constant(0);
const swap = (_: Value, operand: Value): Value => operand;

/** Reads the instructions of AArch64 that access memory. Costs a match of the name. */
export class AArch64Memory {
  readonly #operands: AArch64Operands;
  readonly #thread: ThreadBuilder;

  constructor(operands: AArch64Operands, thread: ThreadBuilder) {
    this.#operands = operands;
    this.#thread = thread;
  }

  /** Whether there is such an instruction, of which the name has been read. */
  instruction(name: string): boolean {
    return this.#loadOrStore(name) || this.#pair(name) || this.#atomic(name);
  }

  #loadOrStore(name: string): boolean {
    const found = LOAD_STORE.exec(name);
    if (found === null) return false;
    const [, direction, kind, narrow] = found as unknown as [string, string, string, string];
    const isLoad = direction === 'LD';
    if (!isLoad && kind === 'XR') return this.#storeExclusive([], narrow);
    if (!isLoad && kind === 'LXR') return this.#storeExclusive(['L'], narrow);
    const tags = KIND_TAGS[kind] ?? [];
    const register = this.#operands.register();
    this.#operands.comma();
    const signedFrom = /S/.test(kind) ? (NARROW[narrow] ?? 4) : 0;
    const size = NARROW[narrow] ?? (signedFrom === 0 ? register.size : signedFrom);
    const address = this.#operands.address();
    const exclusive = kind === 'XR' || kind === 'AXR';
    this.#access(
      isLoad,
      register,
      address,
      { ...accessOf(tags, size), ...(signedFrom === 0 ? {} : signedLoad(size, register.size)) },
      exclusive,
    );
    return true;
  }

  #access(isLoad: boolean, register: Register, address: Expr, access: Access, exclusive = false, joins = false): void {
    if (isLoad) this.#thread.emit({ op: 'load', register: register.number, address, access, exclusive, joins });
    else this.#thread.emit({ op: 'store', address, value: this.#operands.read(register), access, joins });
  }

  /** Two registers and two words that lie one behind the other. */
  #pair(name: string): boolean {
    const found = PAIR.exec(name);
    if (found === null) return false;
    const [, direction, kind] = found as unknown as [string, string, string];
    const isLoad = direction === 'LD';
    const tags = KIND_TAGS[kind] ?? [];
    if (kind.endsWith('XP') && !isLoad) return this.#storeExclusivePair(tags);
    const first = this.#operands.register();
    this.#operands.comma();
    const second = this.#operands.register();
    this.#operands.comma();
    const base = this.#operands.address();
    const isSigned = kind === 'PSW';
    const size = isSigned ? WORD : first.size;
    const access = { ...accessOf(tags, size), ...(isSigned ? signedLoad(size, first.size) : {}), isWhole: kind.endsWith('XP') };
    const address = isLoad && names(base, first.number) ? this.#kept(base) : base;
    const behind = apply(add, address, constant(size));
    // Where both acquire or release, they do so one after the other, and a push the last one first.
    if (ORDERED_PAIR.test(kind)) {
      const words = [[first, address], [second, behind]] as const; // prettier-ignore
      for (const [register, at] of this.#operands.isPush ? words.toReversed() : words) this.#access(isLoad, register, at, access);
    } else {
      this.#access(isLoad, first, address, access, access.isWhole);
      this.#access(isLoad, second, behind, access, false, true);
    }
    return true;
  }

  /** A value that does not change with the registers that it is made of. */
  #kept(value: Expr): Expr {
    const register = this.#thread.temporary();
    this.#thread.emit({ op: 'set', register, value });
    return registerExpr(register);
  }

  #storeExclusivePair(tags: readonly string[]): boolean {
    const registers = [0, 1, 2].map(() => {
      const register = this.#operands.register();
      this.#operands.comma();
      return register;
    });
    const [status, first, second] = registers as [Register, Register, Register];
    const address = this.#operands.address();
    const [value, behind] = [first, second].map((register) => this.#operands.read(register)) as [Expr, Expr];
    const access = { ...accessOf(tags, first.size), isWhole: true };
    this.#thread.emit({ op: 'store-exclusive', status: status.number, address, value, second: behind, access });
    return true;
  }

  #storeExclusive(tags: readonly string[], narrow: string): boolean {
    const status = this.#operands.register();
    this.#operands.comma();
    const value = this.#operands.register();
    this.#operands.comma();
    const address = this.#operands.address();
    this.#thread.emit({
      op: 'store-exclusive',
      status: status.number,
      address,
      value: this.#operands.read(value),
      access: accessOf(['X', ...tags], NARROW[narrow] ?? value.size),
    });
    return true;
  }

  /** `CASP`: compares two words with two registers, and exchanges both if both are equal. */
  #compareExchangePair(order: string): boolean {
    const registers = [0, 1, 2, 3].map(() => {
      const register = this.#operands.register();
      this.#operands.comma();
      return register;
    });
    const address = this.#operands.address();
    const { size } = registers[0]!;
    const [expected, second, value, behind] = registers.map((register) => this.#operands.read(register)) as [Expr, Expr, Expr, Expr];
    const success = accessOf(order.includes('A') ? ['X', 'A'] : ['X'], size);
    this.#thread.emit({
      op: 'compare-exchange', flavour: 'aarch64', register: registers[0]!.number, address, expected, value,
      read: accessOf(order.includes('A') ? ['A'] : [], size), success, write: accessOf(order.includes('L') ? ['X', 'L'] : ['X'], size),
      second: { register: registers[1]!.number, expected: second, value: behind },
    }); // prettier-ignore
    return true;
  }

  #atomic(name: string): boolean {
    const pair = /^CASP(AL|A|L|)$/.exec(name);
    if (pair !== null) return this.#compareExchangePair(pair[1]!);
    const found = ATOMIC.exec(name);
    if (found === null) return false;
    const [, kind, operation, order, narrow] = found as unknown as [string, string, string | undefined, string, string];
    if ((kind === 'LD' || kind === 'ST') !== (operation !== undefined)) return false;
    const source = this.#operands.register();
    this.#operands.comma();
    const target = kind === 'ST' ? { number: -1, size: source.size } : this.#operands.register();
    if (kind !== 'ST') this.#operands.comma();
    const address = this.#operands.address();
    const size = NARROW[narrow] ?? source.size;
    const write = accessOf(order.includes('L') ? ['X', 'L'] : ['X'], size);
    const silent = kind === 'CAS' ? source.number === -1 : target.number === -1;
    const read = accessOf(silent ? ['X', 'NoRet'] : order.includes('A') ? ['X', 'A'] : ['X'], size);
    if (kind === 'CAS') {
      this.#thread.emit({
        op: 'compare-exchange', flavour: 'aarch64', register: source.number, address, expected: apply((a) => truncate(a, size), this.#operands.read(source), zero),
        value: this.#operands.read(target), read, success: read, write,
      }); // prettier-ignore
      return true;
    }
    const f = operation === undefined ? swap : ATOMIC_OPERATIONS[operation]!;
    const masked = (old: Value, operand: Value) => truncate(f(old, operand, size), size);
    this.#thread.emit({
      op: 'rmw', register: target.number, address, operand: this.#operands.read(source), f: masked, read, write, single: false, exchange: kind === 'SWP',
    }); // prettier-ignore
    return true;
  }
}

const KIND_TAGS: Readonly<Record<string, readonly string[]>> = {
  AR: ['A'], APR: ['Q'], APUR: ['Q'], APURS: ['Q'], APURSW: ['Q'], LR: ['L'], LUR: ['L'], XR: ['X'], AXR: ['X', 'A'], IAPP: ['Q'], ILP: ['L'],
  NP: ['NTA'], XP: ['X'], AXP: ['X', 'A'], LXP: ['X', 'L'],
}; // prettier-ignore

/** Whether an expression reads a register. */
function names(expr: Expr, register: number): boolean {
  if (expr.kind === 'register') return expr.register === register;
  return expr.kind !== 'constant' && (names(expr.a, register) || names(expr.b, register));
}

/** All but the longest accesses see the lowest bytes only. */
function accessOf(tags: readonly string[], size: number): Access {
  if (size > WORD) return { tags, size };
  const cut = (value: Value) => truncate(value, size);
  // What is written as a word has been cut when the register was read.
  return size === WORD ? { tags, size, decode: cut, cutsOnly: true } : { tags, size, decode: cut, encode: cut };
}

const signedLoad = (size: number, target: number): Pick<Access, 'decode' | 'cutsOnly'> => ({
  cutsOnly: false,
  decode: (value) => truncate(signExtend(value, size), target),
});
