import { ELEMENTS } from '../js/elements.ts';
import { isTrue } from '../js/outcomes.ts';
import type { JsExpr, JsInstruction, JsPlace, JsValue } from '../js/program.ts';
import type { JsMemory, View } from './js-memory.ts';
import { OPERATORS, UNARY } from './js-operators.ts';
import type { JsNode } from './js-syntax.ts';

const RMW_OPERATORS: Readonly<Record<string, string | undefined>> = {
  add: '+', sub: '-', and: '&', or: '|', xor: '^', exchange: undefined,
}; // prettier-ignore
const ACCESSOR = /^([gs]et)(\w+)$/;
const constant = (value: JsValue): JsExpr => ({ kind: 'constant', value });

/** Makes the instructions of the expressions of a thread, first what is evaluated first, and collects them. Costs one pass. */
export class JsExpressions {
  readonly memory: JsMemory;
  readonly code: JsInstruction[] = [];
  readonly #registers = new Map<string, number>();

  constructor(memory: JsMemory) {
    this.memory = memory;
  }

  /** The names of the registers, by their number. */
  get registers(): readonly string[] {
    return [...this.#registers.keys()];
  }

  register(name: string): number {
    let number = this.#registers.get(name);
    if (number === undefined) this.#registers.set(name, (number = this.#registers.size));
    return number;
  }

  /** A register that no test can name. */
  temporary(): number {
    return this.register(`%${this.#registers.size}`);
  }

  emit(instruction: JsInstruction): number {
    return this.code.push(instruction) - 1;
  }

  /** Lets the jumps that were emitted at `places` go to the end of the code so far. */
  land(places: readonly number[], target = this.code.length): void {
    for (const at of places) this.code[at] = { ...(this.code[at] as Extract<JsInstruction, { op: 'jump' | 'branch' }>), target };
  }

  load(place: JsPlace): JsExpr {
    const register = this.temporary();
    this.emit({ op: 'load', register, place });
    return { kind: 'register', register };
  }

  expr(node: JsNode): JsExpr {
    switch (node.kind) {
      case 'constant':
        return constant(node.value);
      case 'register': {
        if (!this.#registers.has(node.name)) {
          const isMemory = this.memory.isName(node.name);
          const message = isMemory ? `'${node.name}' is memory` : `the register '${node.name}' is never assigned in this thread`;
          throw this.memory.fail(node.at, `${message}: expected an element such as ${node.name}[0] if memory is meant`);
        }
        return { kind: 'register', register: this.register(node.name) };
      }
      case 'element':
        return this.load(this.memory.place(this.memory.view(node.view), this.expr(node.index), false, node.at));
      case 'unary':
        return simplified({ kind: 'apply', f: UNARY.get(node.operator)!, args: [this.expr(node.a)] });
      case 'binary': {
        if (node.operator === '&&' || node.operator === '||') return this.#shortCircuit(node);
        const a = this.expr(node.a);
        return simplified({ kind: 'apply', f: OPERATORS.get(node.operator)!, args: [a, this.expr(node.b)] });
      }
      case 'conditional': {
        const register = this.temporary();
        const otherwise = this.emit({ op: 'branch', condition: this.expr(node.condition), target: -1 });
        this.emit({ op: 'set', register, value: this.expr(node.a) });
        const end = this.emit({ op: 'jump', target: -1 });
        this.land([otherwise]);
        this.emit({ op: 'set', register, value: this.expr(node.b) });
        this.land([end]);
        return { kind: 'register', register };
      }
      case 'call':
        return this.#call(node);
    }
  }

  #shortCircuit({ operator, a, b }: Extract<JsNode, { kind: 'binary' }>): JsExpr {
    const register = this.temporary();
    this.emit({ op: 'set', register, value: this.expr(a) });
    const value: JsExpr = { kind: 'register', register };
    const goOn: JsExpr = operator === '&&' ? value : { kind: 'apply', f: (left) => !isTrue(left), args: [value] };
    const end = this.emit({ op: 'branch', condition: goOn, target: -1 });
    this.emit({ op: 'set', register, value: this.expr(b) });
    this.land([end]);
    return value;
  }

  #call(node: Extract<JsNode, { kind: 'call' }>): JsExpr {
    const { name, view, args, at } = node;
    if (name.startsWith('Atomics.')) {
      if (name === 'Atomics.pause') return constant(0);
      if (view !== undefined) return this.#atomics(name.slice('Atomics.'.length), this.memory.view(view), args, at);
    }
    const accessor = view === undefined ? null : ACCESSOR.exec(name);
    if (accessor !== null) return this.#dataView(this.memory.view(view!), accessor, args, at);
    if (view === undefined && UNARY.has(name) && args.length === 1)
      return simplified({ kind: 'apply', f: UNARY.get(name)!, args: [this.expr(args[0]!)] });
    throw this.memory.fail(at, `found a call of '${name}', expected one of Atomics, a method of a DataView, Number or BigInt`);
  }

  #dataView(view: View, [name, verb, type]: RegExpExecArray, args: readonly JsNode[], at: number): JsExpr {
    const element = ELEMENTS.get(type!);
    if (view.element !== undefined || element === undefined || type === 'Uint8Clamped')
      throw this.memory.fail(at, `found a call of '${name}', expected it on a DataView, with a type such as Int16`);
    const isSet = verb === 'set';
    this.#count(`${name}`, args, isSet ? 2 : 1, isSet ? 3 : 2, at);
    const offset = this.expr(args[0]!);
    const value = isSet ? this.expr(args[1]!) : constant(0);
    const order = args[isSet ? 2 : 1];
    const little = order !== undefined && isTrue(this.#constant(order, 'whether the order of bytes is little-endian'));
    const place = this.memory.bytes(view, element, offset, little, at);
    if (!isSet) return this.load(place);
    this.emit({ op: 'store', place, value });
    return constant(0);
  }

  #atomics(name: string, view: View, args: readonly JsNode[], at: number): JsExpr {
    const isWord = view.element !== undefined && WORDS.has(view.element.name);
    if (view.element === undefined || view.element.kind === 'float' || view.element.name === 'Uint8Clamped')
      throw this.memory.fail(at, `Atomics takes no ${view.element?.name ?? 'DataView'}: expected an array of integers`);
    if (name === 'notify' || name === 'wait') {
      if (!isWord) throw this.memory.fail(at, `Atomics.${name} takes an Int32Array or a BigInt64Array, found ${view.element.name}Array`);
    }
    const least = COUNTS[name];
    if (least === undefined) throw this.memory.fail(at, `found 'Atomics.${name}', expected one of ${Object.keys(COUNTS).join(', ')}`);
    this.#count(`Atomics.${name}`, args, least, least + Number(name === 'wait' || name === 'notify'), at);
    const index = this.expr(args[0]!);
    const place = this.memory.place(view, index, true, at);
    if (name === 'load') return this.load(place);
    const value = args[1] === undefined ? constant(Number.POSITIVE_INFINITY) : this.expr(args[1]);
    const register = this.temporary();
    switch (name) {
      case 'store':
        this.emit({ op: 'set', register, value });
        this.emit({ op: 'store', place, value });
        break;
      case 'compareExchange':
        this.emit({ op: 'compare-exchange', register, place, expected: value, value: this.expr(args[2]!) });
        break;
      case 'wait': {
        const limit = args[2] === undefined ? Number.POSITIVE_INFINITY : Number(this.#constant(args[2], 'the time limit'));
        const mayTimeOut = limit < Number.POSITIVE_INFINITY;
        this.emit({ op: 'wait', register, place, expected: value, mayTimeOut });
        break;
      }
      case 'notify':
        this.emit({ op: 'notify', register, place, count: value });
        break;
      default: {
        const operator = RMW_OPERATORS[name];
        this.emit({ op: 'rmw', register, place, operand: value, f: operator === undefined ? undefined : OPERATORS.get(operator) });
      }
    }
    return { kind: 'register', register };
  }

  #constant(node: JsNode, what: string): JsValue {
    const expr = this.expr(node);
    if (expr.kind !== 'constant') throw this.memory.fail(node.at, `expected a constant for ${what}`);
    return expr.value;
  }

  #count(name: string, args: readonly JsNode[], least: number, most: number, at: number): void {
    if (args.length >= least && args.length <= most) return;
    const wanted = least === most ? `${least}` : `${least} or ${most}`;
    throw this.memory.fail(at, `'${name}' has ${args.length} arguments besides the view, expected ${wanted}`);
  }
}

const WORDS = new Set(['Int32', 'BigInt64']);
/** How many arguments each takes, besides the view; wait and notify may have one more. */
const COUNTS: Readonly<Record<string, number>> = {
  load: 1, store: 2, exchange: 2, add: 2, sub: 2, and: 2, or: 2, xor: 2, compareExchange: 3, wait: 2, notify: 1,
}; // prettier-ignore

/** An operation on constants is a constant. */
function simplified(expr: Extract<JsExpr, { kind: 'apply' }>): JsExpr {
  const values = expr.args.map((arg) => (arg.kind === 'constant' ? arg.value : undefined));
  return values.includes(undefined) ? expr : constant(expr.f(...(values as readonly JsValue[])));
}
