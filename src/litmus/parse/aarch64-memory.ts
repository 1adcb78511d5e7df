import type { Access, Expr, Value } from '../program.ts';
import type { AArch64Operands, Register } from './aarch64-operands.ts';
import { add, signExtend, truncate } from '../integers.ts';
import { ATOMIC_OPERATIONS } from './aarch64-values.ts';
import { apply, constant, type ThreadBuilder } from './builder.ts';

const NARROW: Readonly<Record<string, number>> = { B: 1, H: 2 };
const LOAD_STORE = /^(LD|ST)(U?R|AP?U?R|LU?R|A?XR|LXR|NP|IAPP|ILP|P|PSW|RSW|URSW|APURSW|RS|URS|APURS)([BH]?)$/;
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
    return this.#loadOrStore(name) || this.#atomic(name);
  }

  #loadOrStore(name: string): boolean {
    const found = LOAD_STORE.exec(name);
    if (found === null) return false;
    const [, direction, kind, narrow] = found as unknown as [string, string, string, string];
    const isLoad = direction === 'LD';
    if (!isLoad && kind === 'XR') return this.#storeExclusive([], narrow);
    if (!isLoad && kind === 'LXR') return this.#storeExclusive(['L'], narrow);
    const tags = KIND_TAGS[kind] ?? [];
    if (kind.includes('P') && !kind.startsWith('AP')) return this.#pair(isLoad, tags, kind === 'PSW');
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

  #access(isLoad: boolean, register: Register, address: Expr, access: Access, exclusive = false): void {
    if (isLoad) this.#thread.emit({ op: 'load', register: register.number, address, access, exclusive });
    else this.#thread.emit({ op: 'store', address, value: this.#operands.read(register), access });
  }

  #pair(isLoad: boolean, tags: readonly string[], isSigned: boolean): boolean {
    const first = this.#operands.register();
    this.#operands.comma();
    const second = this.#operands.register();
    this.#operands.comma();
    const address = this.#operands.address();
    const size = isSigned ? 4 : first.size;
    const access = { ...accessOf(tags, size), ...(isSigned ? signedLoad(4, 8) : {}) };
    this.#access(isLoad, first, address, access);
    this.#access(isLoad, second, apply(add, address, constant(size)), access);
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

  #atomic(name: string): boolean {
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
}; // prettier-ignore

/** Narrow accesses see the lowest bytes only. */
function accessOf(tags: readonly string[], size: number): Access {
  if (size >= 4) return { tags, size };
  const cut = (value: Value) => truncate(value, size);
  return { tags, size, decode: cut, encode: cut };
}

const signedLoad = (size: number, target: number): Pick<Access, 'decode'> => ({
  decode: (value) => truncate(signExtend(value, size), target),
});
