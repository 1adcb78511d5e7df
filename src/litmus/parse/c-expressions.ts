import type { Expr } from '../program.ts';
import { add, multiply } from '../integers.ts';
import { apply, constant, registerExpr, type ThreadBuilder } from './builder.ts';
import type { TestBuilder } from './locations-builder.ts';
import { compute, computed, type Computed, type Operand, plain } from './c-operands.ts';
import { commonOf, convert, promoted, typeOfNumber, within } from './c-conversions.ts';
import { type CType, INT, pointerTo, readCType, startsType } from './c-types.ts';
import { AND_LEVEL, ASSIGNMENT, isNotZero, isZero, LEVELS, OR_LEVEL, UNARY } from './c-values.ts';
import type { Tokens } from './tokens.ts';

/** Reads the arguments of a function that is known, and emits what it does; undefined if it is not known. */
export type CallFunction = (name: string, reader: CExpressions) => Operand | undefined;

const zero = constant(0);
const SUFFIX = /^(?:u|l|ll|ul|ull|lu|llu)$/i;

/** Reads expressions of C, and emits what reads and writes memory. Costs one pass; each such access gets a register of its own. */
export class CExpressions {
  readonly tokens: Tokens;
  readonly thread: ThreadBuilder;
  readonly #builder: TestBuilder;
  readonly #call: CallFunction;
  readonly #types = new Map<string, CType>();

  constructor(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder, call: CallFunction) {
    this.tokens = tokens;
    this.thread = thread;
    this.#builder = builder;
    this.#call = call;
  }

  declare(name: string, type: CType): number {
    this.#types.set(name, type);
    return this.thread.register(name);
  }

  /** The value of the expression that begins here. */
  read(): Expr {
    return this.valueOf(this.expression());
  }

  expression(): Operand {
    let operand = this.assignment();
    while (this.tokens.is(',')) {
      this.valueOf(operand);
      this.tokens.next();
      operand = this.assignment();
    }
    return operand;
  }

  /** An expression without a comma, such as an argument. */
  assignment(): Operand {
    const { tokens, thread } = this;
    const from = thread.code.length;
    const target = this.#conditional();
    const operator = tokens.text;
    if (operator !== '=' && !ASSIGNMENT.test(operator)) return target;
    if (target.kind !== 'register' && target.kind !== 'memory')
      throw tokens.error("';' or an operator: what is before this cannot be assigned");
    tokens.next();
    const old = operator === '=' ? undefined : this.valueOf(target);
    const middle = thread.code.length;
    const right = this.assignment();
    let value = computed(right.type, this.valueOf(right));
    thread.apart(from, middle);
    if (old !== undefined) value = compute(this, operator.slice(0, -1), computed(target.type, old), value);
    return computed(target.type, this.assign(target, value));
  }

  /** Writes a value to a place, and returns it as it is there. */
  assign(target: Operand, { value, type }: Computed): Expr {
    const kept = convert(value, target.type, type);
    if (target.kind === 'memory') {
      this.thread.emit({ op: 'store', address: target.address, value: kept, access: plain(target.type) });
      return kept;
    }
    if (target.kind !== 'register') throw this.tokens.error('a place to write to before this');
    this.thread.emit({ op: 'set', register: target.register, value: kept });
    return registerExpr(target.register);
  }

  /** The value of an operand; one in memory is read now. */
  valueOf(operand: Operand): Expr {
    if (operand.kind === 'value') return operand.value;
    if (operand.kind === 'register') return registerExpr(operand.register);
    if (operand.kind === 'local')
      throw this.tokens.error("no '&' of a local variable before this: only a compare-and-exchange takes one, as what it expects");
    const register = this.thread.temporary();
    this.thread.emit({ op: 'load', register, address: operand.address, access: plain(operand.type) });
    return registerExpr(register);
  }

  #conditional(): Operand {
    const condition = this.#binary(OR_LEVEL);
    if (!this.tokens.is('?')) return condition;
    const { tokens, thread } = this;
    const result = thread.temporary();
    const [otherwise, end] = [thread.newLabel(), thread.newLabel()];
    thread.branch(apply(isZero, this.valueOf(condition), zero), otherwise);
    tokens.next();
    const first = this.expression();
    thread.emit({ op: 'set', register: result, value: this.valueOf(first) });
    thread.jump(end);
    tokens.expect(':');
    thread.label(otherwise);
    const other = this.#conditional();
    thread.emit({ op: 'set', register: result, value: this.valueOf(other) });
    thread.label(end);
    const type = first.type.to === undefined && other.type.to === undefined ? commonOf(first.type, other.type) : other.type;
    // Which of the two it was is not known here, but each of them is the same value in the type of both.
    return computed(type, convert(registerExpr(result), type, type.isUnsigned === true ? INT : type));
  }

  /** Operands and the operators between them that bind at least as strongly as `least`. */
  #binary(least: number): Operand {
    const { tokens, thread } = this;
    const from = thread.code.length;
    let left = this.#unary();
    for (;;) {
      const operator = tokens.text;
      const level = LEVELS.get(operator);
      if (level === undefined || level < least || tokens.kind !== 'sign') return left;
      if (level <= AND_LEVEL) {
        left = this.#shortCut(left, operator, level);
        continue;
      }
      const a = computed(left.type, this.valueOf(left));
      tokens.next();
      const middle = thread.code.length;
      const right = this.#binary(level + 1);
      const b = computed(right.type, this.valueOf(right));
      thread.apart(from, middle);
      left = compute(this, operator, a, b);
    }
  }

  /** `a && b` or `a || b`: b is left out where a decides. */
  #shortCut(left: Operand, operator: string, level: number): Operand {
    const { thread } = this;
    const result = thread.temporary();
    const end = thread.newLabel();
    thread.emit({ op: 'set', register: result, value: apply(isNotZero, this.valueOf(left), zero) });
    thread.branch(apply(operator === '&&' ? isZero : isNotZero, registerExpr(result), zero), end);
    this.tokens.next();
    thread.emit({ op: 'set', register: result, value: apply(isNotZero, this.valueOf(this.#binary(level + 1)), zero) });
    thread.label(end);
    return computed(INT, registerExpr(result));
  }

  #unary(): Operand {
    const { tokens } = this;
    if (tokens.kind === 'sign') {
      if (tokens.accept('*')) return this.#pointee(this.#unary());
      if (tokens.accept('&')) return this.#address(this.#unary());
      if (tokens.is('++') || tokens.is('--')) {
        const operator = tokens.next();
        return this.#step(this.#unary(), operator, false);
      }
      const operator = tokens.text;
      if (Object.hasOwn(UNARY, operator)) {
        tokens.next();
        const operand = this.#unary();
        const type = operator === '!' ? INT : promoted(operand.type);
        const f = UNARY[operator]!;
        return computed(type, apply(type.isUnsigned === true ? within(type, f) : f, this.valueOf(operand), zero));
      }
    }
    return this.#postfix();
  }

  #pointee(pointer: Operand): Operand {
    if (pointer.kind === 'local') return { ...pointer, kind: 'register' };
    return { kind: 'memory', type: pointer.type.to ?? INT, address: this.valueOf(pointer) };
  }

  #address(operand: Operand): Operand {
    if (operand.kind === 'memory') return computed(pointerTo(operand.type), operand.address);
    if (operand.kind === 'register') return { ...operand, kind: 'local' };
    throw this.tokens.error("a place after '&' before this");
  }

  /** `++x` or `x++`, and the same with `--`. */
  #step(target: Operand, operator: string, isOld: boolean): Operand {
    const old = this.thread.temporary();
    this.thread.emit({ op: 'set', register: old, value: this.valueOf(target) });
    const before = computed(target.type, registerExpr(old));
    const after = this.assign(target, compute(this, operator[0]!, before, computed(INT, constant(1))));
    return computed(target.type, isOld ? before.value : after);
  }

  #postfix(): Operand {
    const { tokens } = this;
    let operand = this.#primary();
    for (;;) {
      if (tokens.accept('[')) {
        const base = computed(operand.type, this.valueOf(operand));
        const index = this.expression();
        const type = base.type.to ?? INT;
        const address = apply((x, i) => add(x, multiply(i, type.size)), base.value, this.valueOf(index));
        tokens.expect(']');
        operand = { kind: 'memory', type, address };
      } else if (tokens.is('++') || tokens.is('--')) operand = this.#step(operand, tokens.next(), true);
      else return operand;
    }
  }

  #primary(): Operand {
    const { tokens } = this;
    if (tokens.kind === 'number') return readNumber(tokens);
    if (tokens.accept('(')) {
      if (startsType(tokens)) {
        const type = readCType(tokens);
        tokens.expect(')');
        const operand = this.#unary();
        return operand.kind === 'local' ? operand : computed(type, convert(this.valueOf(operand), type, operand.type));
      }
      const inner = this.expression();
      tokens.expect(')');
      return inner;
    }
    const at = tokens.start;
    const name = tokens.name('an expression');
    if (name === 'NULL' || name === 'false') return computed(INT, zero);
    if (name === 'true') return computed(INT, constant(1));
    if (tokens.is('(')) {
      const result = this.#call(name, this);
      if (result !== undefined) return result;
      throw tokens.fail(at, `found the function '${name}', expected one of <stdatomic.h>, such as atomic_load_explicit`);
    }
    return this.#variable(name, at);
  }

  #variable(name: string, at: number): Operand {
    const type = this.#types.get(name);
    if (type !== undefined) return { kind: 'register', type, register: this.thread.register(name) };
    const isLocation = this.#builder.isLocation(name);
    // As in herd, a local variable that is first assigned need not be declared.
    if (!isLocation && this.tokens.is('=')) return { kind: 'register', type: INT, register: this.declare(name, INT) };
    const advice = isLocation ? `; to use the location, make it a parameter: int* ${name}` : '';
    throw this.tokens.fail(at, `found '${name}', expected a local variable or a parameter of this thread${advice}`);
  }
}

/** A number, and letters behind it that say of which type it is. */
function readNumber(tokens: Tokens): Computed {
  const isHex = /^0x/i.test(tokens.text);
  const value = tokens.value('a number');
  const hasSuffix = tokens.start === tokens.endBefore && tokens.kind === 'name' && SUFFIX.test(tokens.text);
  return computed(typeOfNumber(value, isHex, hasSuffix ? tokens.next() : ''), constant(value));
}
