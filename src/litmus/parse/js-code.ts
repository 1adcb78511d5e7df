import type { JsExpr, JsThread, JsValue } from '../js/program.ts';
import { JsExpressions } from './js-expressions.ts';
import type { JsMemory } from './js-memory.ts';
import { OPERATORS } from './js-operators.ts';
import type { JsNode, JsStatement, JsTarget } from './js-syntax.ts';

/** Makes the instructions of one thread from its statements. Costs one pass. */
export class JsCode {
  readonly #expressions: JsExpressions;
  /** For each loop around the current statement the jumps that leave it, and those that go on with its next round. */
  readonly #loops: { readonly leave: number[]; readonly goOn: number[] }[] = [];

  constructor(memory: JsMemory, initial: ReadonlyMap<string, JsValue>) {
    this.#expressions = new JsExpressions(memory);
    for (const name of initial.keys()) this.#expressions.register(name);
  }

  thread(statements: readonly JsStatement[], initial: ReadonlyMap<string, JsValue>): JsThread {
    for (const name of assignedIn(statements)) this.#expressions.register(name);
    for (const statement of statements) this.#statement(statement);
    const { registers, code } = this.#expressions;
    return { registers, initial: registers.map((name) => initial.get(name) ?? 0), code };
  }

  #statement(statement: JsStatement): void {
    switch (statement.kind) {
      case 'block':
        for (const inner of statement.body) this.#statement(inner);
        break;
      case 'if': {
        const otherwise = this.#expressions.emit({ op: 'branch', condition: this.#expressions.expr(statement.condition), target: -1 });
        this.#statement(statement.yes);
        if (statement.no === undefined) this.#expressions.land([otherwise]);
        else {
          const end = this.#expressions.emit({ op: 'jump', target: -1 });
          this.#expressions.land([otherwise]);
          this.#statement(statement.no);
          this.#expressions.land([end]);
        }
        break;
      }
      case 'loop':
        this.#loop(statement);
        break;
      case 'break':
      case 'continue': {
        const loop = this.#loops.at(-1);
        if (loop === undefined) throw this.#expressions.memory.fail(statement.at, `found '${statement.kind}' outside of a loop`);
        loop[statement.kind === 'break' ? 'leave' : 'goOn'].push(this.#expressions.emit({ op: 'jump', target: -1 }));
        break;
      }
      case 'assign':
        this.#assign(statement.target, statement.operator, statement.value);
        break;
      case 'call-only':
        this.#expressions.expr(statement.call);
    }
  }

  #loop({ condition, body, next, first }: Extract<JsStatement, { kind: 'loop' }>): void {
    const loop = { leave: [] as number[], goOn: [] as number[] };
    this.#loops.push(loop);
    const begin = this.#expressions.code.length;
    const ask = (): void => {
      if (condition !== undefined)
        loop.leave.push(this.#expressions.emit({ op: 'branch', condition: this.#expressions.expr(condition), target: -1 }));
    };
    if (!first) ask();
    this.#statement(body);
    this.#expressions.land(loop.goOn);
    if (next !== undefined) this.#statement(next);
    if (first) ask();
    this.#expressions.emit({ op: 'jump', target: begin });
    this.#expressions.land(loop.leave);
    this.#loops.pop();
  }

  #assign(target: JsTarget, operator: string | undefined, value: JsNode): void {
    if (target.kind === 'register') {
      if (this.#expressions.memory.isName(target.name)) {
        const message = `'${target.name}' is memory: expected an element of it, such as ${target.name}[0]`;
        throw this.#expressions.memory.fail(target.at, message);
      }
      const register = this.#expressions.register(target.name);
      const old: JsExpr = { kind: 'register', register };
      this.#expressions.emit({ op: 'set', register, value: this.#changed(old, operator, value) });
      return;
    }
    const place = this.#expressions.memory.place(
      this.#expressions.memory.view(target.view),
      this.#expressions.expr(target.index),
      false,
      target.at,
    );
    const old = operator === undefined ? ZERO : this.#expressions.load(place);
    this.#expressions.emit({ op: 'store', place, value: this.#changed(old, operator, value) });
  }

  #changed(old: JsExpr, operator: string | undefined, value: JsNode): JsExpr {
    const operand = this.#expressions.expr(value);
    return operator === undefined ? operand : { kind: 'apply', f: OPERATORS.get(operator)!, args: [old, operand] };
  }
}

const ZERO: JsExpr = { kind: 'constant', value: 0 };

/** The registers that statements assign, so that one may be read in an earlier round of a loop than it is assigned. */
function assignedIn(statements: readonly JsStatement[]): readonly string[] {
  return statements.flatMap((statement): readonly string[] => {
    switch (statement.kind) {
      case 'block':
        return assignedIn(statement.body);
      case 'if':
        return assignedIn(statement.no === undefined ? [statement.yes] : [statement.yes, statement.no]);
      case 'loop':
        return assignedIn(statement.next === undefined ? [statement.body] : [statement.body, statement.next]);
      case 'assign':
        return statement.target.kind === 'register' ? [statement.target.name] : [];
      default:
        return [];
    }
  });
}
