import type { Arch, Condition, LitmusTest, Place, Quantifier } from '../program.ts';
import { LitmusError } from '../litmus-error.ts';
import { aarch64 } from './aarch64.ts';
import { TestBuilder } from './locations-builder.ts';
import { c } from './c.ts';
import { ConditionReader } from './condition.ts';
import { byName, type Dialect } from './dialect.ts';
import { readInit } from './init.ts';
import { js } from './js.ts';
import { keyOf } from '../states.ts';
import { type Source, Tokens } from './tokens.ts';
import { x86 } from './x86.ts';
import { x86_64 } from './x86-64.ts';

const DIALECTS: ReadonlyMap<string, Dialect> = new Map([x86, x86_64, aarch64, c, js].map((dialect) => [dialect.arch, dialect]));

const HEADER = /^(?:\s|\(\*[^]*?\*\))*(\w+)[ \t]+([^\s({";]+)/;
/** What may stand between the name and the initial state: notes, a sentence in quotes, lines such as `Cycle=…`, and anything else. */
const BETWEEN = /(?:\(\*[^]*?\*\)|"[^"]*"|^[ \t]*[A-Za-z][\w./-]*[ \t]*=.*|[^{])*/my;
/** The name of a test that is called as its file. */
const AS_FILE = '--';

/** How often a loop goes round, as herd7 has it. */
const ROUNDS = 2;

/** The test that `text` describes, in herd's format; loops go round `rounds` times at most. Costs one pass over the text; throws a `LitmusError` where it cannot be read. */
export function parseTest(text: string, file = 'test.litmus', rounds: number = ROUNDS): LitmusTest {
  const header = HEADER.exec(text);
  if (header === null) throw new LitmusError(file, text, 0, 'expected the language and the name of the test, such as: X86 SB');
  const [all, arch, name] = header as unknown as [string, string, string];
  const dialect = DIALECTS.get(arch);
  if (dialect === undefined) {
    const at = text.indexOf(arch);
    throw new LitmusError(file, text, at, `found the language '${arch}', expected one of ${[...DIALECTS.keys()].join(', ')}`);
  }
  BETWEEN.lastIndex = all.length;
  BETWEEN.test(text);
  const source = { file, text };
  const variants = readVariants(source, all.length, BETWEEN.lastIndex);
  const builder = new TestBuilder(source);
  const tokens = new Tokens(source, BETWEEN.lastIndex);
  if (dialect.readsInit !== true) readInit(tokens, builder, dialect);
  const { threads, rest, js: jsOf } = dialect.program(tokens, builder);
  if (threads.length === 0) throw new LitmusError(file, text, rest, "found no thread, expected 'P0'");
  const end = readEnd(new Tokens(source, rest), builder, dialect, threads.length);
  const observed = inOrder(end.places, dialect);
  return {
    name: name === AS_FILE ? baseOf(file) : name,
    arch: dialect.arch as Arch,
    file,
    text,
    threads,
    locations: builder.locations,
    labels: builder.labels,
    initial: builder.memory,
    quantifier: end.quantifier,
    condition: end.condition,
    conditionText: end.text,
    filter: end.filter,
    rounds,
    storesAnywhere: variants.some((variant) => UNPREDICTABLE.has(variant)),
    js: jsOf?.(observed),
    observed,
  };
}

const VARIANTS = /^[ \t]*variant[ \t]*=[ \t]*(.*)$/im;
/** In herd's words an exclusive store may succeed wherever the exclusive load before it was, if there was one. */
const UNPREDICTABLE = new Set(['cu', 'constrainedunpredictable']);

/** How the test wants to be read, of what herd knows: `Variant=CU`. Costs one expression over what stands before the initial state. */
function readVariants({ file, text }: Source, from: number, to: number): readonly string[] {
  const found = VARIANTS.exec(text.slice(from, to));
  const variants = found === null ? [] : found[1]!.toLowerCase().split(/[\s,]+/);
  if (!variants.includes('mixed')) return variants;
  const message = "found the variant 'mixed', expected a test whose accesses do not overlap in part: those are read in JS only";
  throw new LitmusError(file, text, from + found!.index, message);
}

const baseOf = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.litmus$/, '');

interface End {
  readonly quantifier: Quantifier;
  readonly condition: Condition;
  readonly text: string;
  readonly filter: Condition | undefined;
  readonly places: readonly Place[];
}

function readEnd(tokens: Tokens, builder: TestBuilder, dialect: Dialect, threads: number): End {
  const reader = new ConditionReader(tokens, builder, dialect, threads);
  let filter: Condition | undefined;
  for (;;) {
    if (tokens.accept('locations')) readLocations(tokens, reader);
    else if (tokens.accept('filter')) filter = reader.condition();
    else break;
    tokens.accept(';');
  }
  const from = tokens.start;
  if (tokens.atEnd) {
    return { quantifier: 'forall', condition: { kind: 'true' }, text: 'forall (true)', filter, places: reader.places };
  }
  const [quantifier, condition] = readCondition(tokens, reader);
  const text = builder.source.text.slice(from, tokens.endBefore).replaceAll(/\s+/g, ' ');
  tokens.accept(';');
  if (tokens.accept('with')) skipKinds(tokens);
  if (!tokens.atEnd) throw tokens.error('the end of the test');
  return { quantifier, condition, text, filter, places: reader.places };
}

function readCondition(tokens: Tokens, reader: ConditionReader): readonly [Quantifier, Condition] {
  if (tokens.accept('forall')) return ['forall', reader.condition()];
  if (tokens.accept('exists') || tokens.accept('final') || tokens.is('(')) return ['exists', reader.condition()];
  if (tokens.accept('observed') || tokens.accept('Observed')) return ['exists', reader.observed()];
  if ((tokens.accept('~') || tokens.accept('not')) && tokens.accept('exists')) return ['~exists', reader.condition()];
  throw tokens.error("the condition: 'exists', '~exists' or 'forall'");
}

/** What other models are expected to say: `with tso: ~exists; sc: ~exists`. */
function skipKinds(tokens: Tokens): void {
  while (!tokens.atEnd) {
    tokens.name('the name of a model');
    tokens.expect(':');
    if (!tokens.accept('forall') && !tokens.accept('exists')) {
      tokens.expect('~');
      tokens.expect('exists');
    }
    if (!tokens.atEnd) tokens.expect(';');
  }
}

function readLocations(tokens: Tokens, reader: ConditionReader): void {
  tokens.expect('[');
  while (!tokens.accept(']')) {
    reader.place();
    // A type may follow, which says how to print.
    while (tokens.kind === 'name' || tokens.is('*')) tokens.next();
    if (!tokens.is(']')) tokens.expect(';');
  }
}

/** Registers by thread, then locations by name, then elements of arrays: each once, as herd names them in states. */
function inOrder(places: readonly Place[], dialect: Dialect): readonly Place[] {
  const once = new Map<string, Place>();
  for (const place of places) once.set(keyOf(place), place);
  return [...once.values()].toSorted((a, b) => {
    if ('thread' in a) return 'thread' in b ? a.thread - b.thread || dialect.compare(a.register, b.register) : -1;
    if ('thread' in b) return 1;
    const [{ element, name }, other] = [partsOf(a.text), partsOf(b.text)];
    return Number(element !== undefined) - Number(other.element !== undefined) || byName(name, other.name) || element! - other.element!;
  });
}

/** Of `[x]` or `x` the name, of `x[1]` the number of the element, too. */
function partsOf(text: string): { readonly name: string; readonly element?: number } {
  const found = ELEMENT.exec(text);
  return found === null ? { name: text.replaceAll(/[[\]]/g, '') } : { name: found[1]!, element: Number(found[2]) };
}

const ELEMENT = /^([^[]+)\[(.*)\]$/;
