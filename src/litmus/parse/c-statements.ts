import { apply, constant, type ThreadBuilder } from './builder.ts';
import type { TestBuilder } from './locations-builder.ts';
import { callAtomic } from './c-atomics.ts';
import { CExpressions } from './c-expressions.ts';
import { computed } from './c-operands.ts';
import { readBaseType, readPointers, startsType } from './c-types.ts';
import { isNotZero, isZero } from './c-values.ts';
import type { Tokens } from './tokens.ts';

interface Loop {
  readonly next: string;
  readonly end: string;
  /** Whether it may end elsewhere than at its condition. */
  hasBreak: boolean;
}

/** Reads the statements of a thread in C. Costs one pass, and a second one over the conditions of loops. */
export class CStatements {
  readonly expressions: CExpressions;
  readonly #tokens: Tokens;
  readonly #thread: ThreadBuilder;
  readonly #loops: Loop[] = [];
  readonly #end: string;

  constructor(tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder) {
    this.#tokens = tokens;
    this.#thread = thread;
    this.#end = thread.newLabel();
    this.expressions = new CExpressions(tokens, thread, builder, callAtomic);
  }

  /** The body of the thread, from its brace to the one that closes it. */
  body(): void {
    this.#tokens.expect('{');
    while (!this.#tokens.is('}')) this.#statement();
    this.#thread.label(this.#end);
  }

  #statement(): void {
    const tokens = this.#tokens;
    this.#thread.place = tokens.start;
    if (tokens.atEnd) throw tokens.error("'}' at the end of the thread");
    if (tokens.accept('{')) {
      while (!tokens.accept('}')) this.#statement();
    } else if (tokens.accept(';')) return;
    else if (tokens.accept('if')) this.#if();
    else if (tokens.accept('while')) this.#while();
    else if (tokens.accept('do')) this.#do();
    else if (tokens.accept('for')) this.#for();
    else if (tokens.is('break') || tokens.is('continue')) this.#leave();
    else if (tokens.accept('return')) {
      for (const loop of this.#loops) loop.hasBreak = true;
      if (!tokens.is(';')) this.expressions.read();
      this.#thread.jump(this.#end);
      tokens.expect(';');
    } else this.#simple(';');
  }

  /** A declaration or an expression. */
  #simple(end: string): void {
    if (startsType(this.#tokens)) this.#declaration();
    else this.#discard();
    this.#tokens.expect(end);
  }

  /** An expression whose value is not used; memory is read all the same. */
  #discard(): void {
    this.expressions.valueOf(this.expressions.expression());
  }

  #declaration(): void {
    const tokens = this.#tokens;
    const base = readBaseType(tokens);
    do {
      const type = readPointers(tokens, base);
      const at = tokens.start;
      const name = tokens.name('the name of a local variable');
      if (tokens.is('[')) throw tokens.fail(at, `found the array '${name}', expected a local variable that holds one value`);
      const register = this.expressions.declare(name, type);
      if (tokens.accept('=')) {
        const operand = this.expressions.assignment();
        this.expressions.assign({ kind: 'register', type, register }, computed(operand.type, this.expressions.valueOf(operand)));
      }
    } while (tokens.accept(','));
  }

  #if(): void {
    const [tokens, thread] = [this.#tokens, this.#thread];
    const otherwise = thread.newLabel();
    tokens.expect('(');
    thread.branch(apply(isZero, this.expressions.read(), constant(0)), otherwise);
    tokens.expect(')');
    this.#statement();
    if (!tokens.accept('else')) return thread.label(otherwise);
    const end = thread.newLabel();
    thread.jump(end);
    thread.label(otherwise);
    this.#statement();
    thread.label(end);
  }

  // A loop has its condition behind its body, so that going back is one branch, and what it depends on is known.

  #while(): void {
    this.#tokens.expect('(');
    const condition = this.#tokens.start;
    this.#skipTo(')');
    this.#testedFirst(undefined, condition, true);
  }

  #for(): void {
    const tokens = this.#tokens;
    tokens.expect('(');
    if (!tokens.accept(';')) this.#simple(';');
    const condition = tokens.start;
    const hasCondition = !tokens.is(';');
    this.#skipTo(';');
    const step = tokens.is(')') ? undefined : tokens.start;
    this.#skipTo(')');
    this.#testedFirst(step, condition, hasCondition);
  }

  /** A loop whose condition, and what is done before it from the second round on, stand earlier in the text. */
  #testedFirst(step: number | undefined, condition: number, hasCondition: boolean): void {
    const [tokens, thread] = [this.#tokens, this.#thread];
    const [top, test] = [thread.newLabel(), thread.newLabel()];
    thread.jump(test);
    thread.label(top);
    const loop = this.#loopBody();
    const after = tokens.start;
    thread.label(loop.next);
    if (step !== undefined) {
      tokens.goTo(step);
      this.#discard();
      if (!tokens.is(')')) throw tokens.error("')'");
    }
    thread.label(test);
    tokens.goTo(condition);
    thread.branch(hasCondition ? apply(isNotZero, this.expressions.read(), constant(0)) : constant(1), top, !loop.hasBreak);
    if (!tokens.is(')') && !tokens.is(';')) throw tokens.error('the end of the condition');
    thread.label(loop.end);
    tokens.goTo(after);
  }

  #do(): void {
    const [tokens, thread] = [this.#tokens, this.#thread];
    const top = thread.newLabel();
    thread.label(top);
    const loop = this.#loopBody();
    thread.label(loop.next);
    tokens.expect('while');
    tokens.expect('(');
    thread.branch(apply(isNotZero, this.expressions.read(), constant(0)), top, !loop.hasBreak);
    tokens.expect(')');
    tokens.expect(';');
    thread.label(loop.end);
  }

  #loopBody(): Loop {
    const loop: Loop = { next: this.#thread.newLabel(), end: this.#thread.newLabel(), hasBreak: false };
    this.#loops.push(loop);
    this.#statement();
    this.#loops.pop();
    return loop;
  }

  #leave(): void {
    const tokens = this.#tokens;
    const loop = this.#loops.at(-1);
    if (loop === undefined) throw tokens.error('a statement: this one stands only in a loop');
    if (tokens.next() === 'continue') this.#thread.jump(loop.next);
    else {
      loop.hasBreak = true;
      this.#thread.jump(loop.end);
    }
    tokens.expect(';');
  }

  /** Goes past the first `end` that is in no parentheses. */
  #skipTo(end: string): void {
    const tokens = this.#tokens;
    let depth = 0;
    while (depth !== 0 || !tokens.is(end)) {
      if (tokens.atEnd) throw tokens.error(`'${end}'`);
      if (tokens.is('(')) depth++;
      else if (tokens.is(')')) depth--;
      tokens.next();
    }
    tokens.next();
  }
}
