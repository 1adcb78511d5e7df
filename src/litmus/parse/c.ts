import { signExtend } from '../integers.ts';
import type { Thread } from '../program.ts';
import { ThreadBuilder } from './builder.ts';
import type { TestBuilder } from './locations-builder.ts';
import { CStatements } from './c-statements.ts';
import { INT, pointerTo, readCType } from './c-types.ts';
import { byName, type Dialect } from './dialect.ts';
import { Tokens } from './tokens.ts';

/** C as herd writes it: threads are functions `P0`, `P1` …, whose parameters point to the locations of these names. Costs one pass. */
export const c: Dialect = {
  arch: 'C',
  register: (name) => name,
  compare: byName,
  elementSize: 4,
  fit: (value, size) => (size === undefined ? value : signExtend(value, size)),
  program: readThreads,
};

/** What may stand behind the threads, for models that know places or scopes; it is left out. */
const EXTRA = /^(?:regions|scopes|levels)$/;
const CONDITION = /^(?:locations|filter|exists|forall|final|~)$/;
const THREAD = /^P\d+$/;

function readThreads(tokens: Tokens, builder: TestBuilder): { readonly threads: readonly Thread[]; readonly rest: number } {
  const threads: Thread[] = [];
  let rest = tokens;
  for (;;) {
    while (rest.is('void') || rest.is('static')) rest.next();
    // Code for another tool than this one.
    if (rest.is('{')) skipBlock(rest);
    else if (rest.kind === 'name' && THREAD.test(rest.text)) {
      const [thread, end] = readThread(rest, threads.length, builder);
      threads.push(thread);
      rest = new Tokens(builder.source, end);
    } else break;
  }
  if (!rest.atEnd && EXTRA.test(rest.text)) while (!rest.atEnd && !CONDITION.test(rest.text)) rest.next();
  return { threads, rest: rest.start };
}

function readThread(tokens: Tokens, number: number, builder: TestBuilder): readonly [thread: Thread, end: number] {
  const { source } = builder;
  if (tokens.text !== `P${number}`) throw tokens.error(`'P${number}', the name of the next thread`);
  tokens.next();
  // From here on, `(*` begins no note.
  const inner = new Tokens(source, tokens.start, source.text.length, false);
  const thread = new ThreadBuilder(source);
  const statements = new CStatements(inner, thread, builder);
  readParameters(inner, statements, number, builder);
  statements.body();
  return [thread.finish(builder.initialRegisters(number)), inner.end];
}

function readParameters(tokens: Tokens, statements: CStatements, number: number, builder: TestBuilder): void {
  const initial = builder.initialRegisters(number);
  for (const name of initial.keys()) statements.expressions.declare(name, INT);
  tokens.expect('(');
  while (!tokens.is(')')) {
    const type = readCType(tokens);
    if (tokens.is(')')) break;
    const name = tokens.name('the name of a location');
    const isArray = tokens.accept('[');
    if (isArray) {
      if (!tokens.is(']')) tokens.integer('a length');
      tokens.expect(']');
    }
    const pointee = isArray ? type : type.to;
    statements.expressions.declare(name, isArray ? pointerTo(type) : type);
    if (pointee !== undefined) {
      const address = builder.location(name);
      builder.setElementSize(name, pointee.size);
      if (!initial.has(name)) initial.set(name, address);
    }
    if (!tokens.is(')')) tokens.expect(',');
  }
  tokens.expect(')');
}

function skipBlock(tokens: Tokens): void {
  let depth = 0;
  do {
    if (tokens.atEnd) throw tokens.error("'}'");
    if (tokens.is('{')) depth++;
    else if (tokens.is('}')) depth--;
    tokens.next();
  } while (depth > 0);
}
