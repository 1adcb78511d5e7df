import type { Access, Expr, Value } from '../program.ts';
import { apply, constant, registerExpr } from './builder.ts';
import type { CExpressions } from './c-expressions.ts';
import { computed, type Operand, plain } from './c-operands.ts';
import { accessTo, convert, within } from './c-conversions.ts';
import { type CType, INT } from './c-types.ts';
import { BINARY } from './c-values.ts';

/** The sets in which models know the memory orders. */
const ORDERS: Readonly<Record<string, string>> = {
  memory_order_relaxed: 'RLX', memory_order_consume: 'CON', memory_order_acquire: 'ACQ', memory_order_release: 'REL',
  memory_order_acq_rel: 'ACQ_REL', memory_order_seq_cst: 'SC',
}; // prettier-ignore

const CALL =
  /^(?:atomic_(load|store|init|exchange|fetch_(?:add|sub|or|and|xor)|compare_exchange_(?:strong|weak)|thread_fence|signal_fence|flag_(?:test_and_set|clear))(_explicit)?|([SW])CAS|(fence))$/;
const OPERATORS: Readonly<Record<string, string>> = { add: '+', sub: '-', or: '|', and: '&', xor: '^' };
const NOTHING: Operand = computed(INT, constant(0));
const yes = (): Value => 1;
const no = (): Value => 0;
const second = (_: Value, operand: Value): Value => operand;

/** Reads the arguments of an atomic function of C, if `name` is one, and emits what it does. Costs a few instructions. */
export function callAtomic(name: string, reader: CExpressions): Operand | undefined {
  const found = CALL.exec(name);
  if (found === null) return undefined;
  const [, kind = '', explicit, short, fence] = found;
  reader.tokens.expect('(');
  const call = new AtomicCall(reader, explicit !== undefined);
  const result = short === undefined ? call.read(fence === undefined ? kind : 'thread_fence') : call.compareExchange(short === 'W');
  reader.tokens.expect(')');
  return result;
}

interface Pointer {
  readonly address: Expr;
  readonly type: CType;
}

class AtomicCall {
  readonly #reader: CExpressions;
  #isExplicit: boolean;

  constructor(reader: CExpressions, isExplicit: boolean) {
    this.#reader = reader;
    this.#isExplicit = isExplicit;
  }

  read(kind: string): Operand {
    const [, operation] = /^fetch_(\w+)$/.exec(kind) ?? [];
    if (operation !== undefined) return this.#rmw(BINARY[OPERATORS[operation]!]!.f, true);
    switch (kind) {
      case 'load': {
        const { address, type } = this.#pointer();
        return this.#result(type, (register) => this.#reader.thread.emit({ op: 'load', register, address, access: this.#access(type) }));
      }
      case 'store':
        return this.#store(false);
      case 'init':
        return this.#store(true);
      case 'exchange':
        return this.#rmw(second, true);
      case 'flag_test_and_set':
        return this.#rmw(second, false);
      case 'flag_clear': {
        const { address, type } = this.#pointer();
        this.#reader.thread.emit({ op: 'store', address, value: constant(0), access: this.#access(type) });
        return NOTHING;
      }
      case 'thread_fence':
        this.#reader.thread.emit({ op: 'fence', tags: [this.#order()] });
        return NOTHING;
      case 'signal_fence':
        // Orders only what a handler of signals sees, of which tests have none.
        this.#order();
        return NOTHING;
      default:
        return this.compareExchange(kind.endsWith('weak'));
    }
  }

  #store(isPlain: boolean): Operand {
    const { thread } = this.#reader;
    const [{ address, type }, value] = this.#pointerAndValue();
    thread.emit({ op: 'store', address, value, access: isPlain ? plain(type) : this.#access(type) });
    return NOTHING;
  }

  #rmw(f: (old: Value, operand: Value) => Value, hasOperand: boolean): Operand {
    const [{ address, type }, operand] = hasOperand ? this.#pointerAndValue() : [this.#pointer(), constant(1)];
    const access = this.#access(type);
    return this.#result(type, (register) =>
      this.#reader.thread.emit({
        op: 'rmw',
        register,
        address,
        operand,
        f: f === second ? f : within(type, f),
        read: access,
        write: access,
        single: true,
      }),
    );
  }

  /**
   * Reads what `expected` points to, and then either succeeds, which is one event, or fails: then it writes what it read there. Only if it
   * succeeds is the new value computed, as in herd.
   */
  compareExchange(isWeak: boolean): Operand {
    const { thread, tokens } = this.#reader;
    const object = this.#pointer();
    tokens.expect(',');
    const expected = this.#expected();
    const [result, wanted, old] = [thread.temporary(), thread.temporary(), thread.temporary()];
    thread.emit({ op: 'set', register: wanted, value: convert(this.#reader.valueOf(expected), object.type, expected.type) });
    const [failure, end] = [thread.newLabel(), thread.newLabel()];
    thread.choose(failure);
    tokens.expect(',');
    const desired = this.#valueAs(object.type);
    // `SCAS` and `WCAS` may have orders, too.
    this.#isExplicit ||= tokens.is(',');
    const success = this.#access(object.type);
    thread.emit({
      op: 'rmw', register: old, address: object.address, operand: desired, f: second, read: success, write: success, single: true, exchange: true,
    }); // prettier-ignore
    thread.emit({ op: 'assume', condition: apply(BINARY['==']!.f, registerExpr(old), registerExpr(wanted)) });
    // What it returns depends on what was read.
    thread.emit({ op: 'set', register: result, value: apply(yes, registerExpr(old), registerExpr(wanted)) });
    thread.jump(end);
    thread.label(failure);
    thread.emit({ op: 'load', register: old, address: object.address, access: this.#access(object.type) });
    if (!isWeak) thread.emit({ op: 'assume', condition: apply(BINARY['!=']!.f, registerExpr(old), registerExpr(wanted)) });
    this.#reader.assign(expected, computed(object.type, registerExpr(old)));
    thread.emit({ op: 'set', register: result, value: apply(no, registerExpr(old), registerExpr(wanted)) });
    thread.label(end);
    return computed(INT, registerExpr(result));
  }

  /** The place that a compare-and-exchange compares with: in memory, or a local variable. */
  #expected(): Operand {
    const pointer = this.#reader.assignment();
    if (pointer.kind === 'local') return { ...pointer, kind: 'register' };
    return { kind: 'memory', type: pointer.type.to ?? INT, address: this.#reader.valueOf(pointer) };
  }

  #pointer(): Pointer {
    const operand = this.#reader.assignment();
    return { address: this.#reader.valueOf(operand), type: operand.type.to ?? INT };
  }

  #pointerAndValue(): readonly [Pointer, Expr] {
    const { thread, tokens } = this.#reader;
    const from = thread.code.length;
    const pointer = this.#pointer();
    const middle = thread.code.length;
    tokens.expect(',');
    const value = this.#valueAs(pointer.type);
    thread.apart(from, middle);
    return [pointer, value];
  }

  /** The argument that begins here, as a value of a type. */
  #valueAs(type: CType): Expr {
    const operand = this.#reader.assignment();
    return convert(this.#reader.valueOf(operand), type, operand.type);
  }

  #result(type: CType, emit: (register: number) => void): Operand {
    const register = this.#reader.thread.temporary();
    emit(register);
    return computed(type, registerExpr(register));
  }

  /** The access with the order that is the next argument, if it is given. */
  #access(type: CType): Access {
    if (!this.#isExplicit) return accessTo(type, ['SC', 'A']);
    this.#reader.tokens.expect(',');
    return accessTo(type, [this.#order(), 'A']);
  }

  #order(): string {
    const { tokens } = this.#reader;
    const at = tokens.start;
    const name = tokens.name('a memory order, such as memory_order_relaxed');
    const order = Object.hasOwn(ORDERS, name) ? ORDERS[name] : undefined;
    if (order === undefined) throw tokens.fail(at, `found '${name}', expected a memory order: ${Object.keys(ORDERS).join(', ')}`);
    return order;
  }
}
