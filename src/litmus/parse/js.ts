import { locationOf, offsetOf } from '../addresses.ts';
import type { JsPlace, JsProgram, JsValue } from '../js/program.ts';
import type { Place } from '../program.ts';
import type { TestBuilder } from './locations-builder.ts';
import type { Dialect } from './dialect.ts';
import { JsCode } from './js-code.ts';
import { threadsOfColumns } from './js-columns.ts';
import { JsMemory, readBuffer } from './js-memory.ts';
import { JsReader, readNumber } from './js-syntax.ts';
import type { Tokens } from './tokens.ts';

const NAME = /^[A-Za-z_$][\w$]*$/;
const DIGITS = /(\d+)/;

/** JavaScript: typed arrays, `DataView` and `Atomics` on shared memory, in herd's frame. Costs one pass for each thread. */
export const js: Dialect = {
  arch: 'JS',
  register: (name) => (NAME.test(name) ? name : undefined),
  compare: compareNames,
  elementSize: 1,
  readsInit: true,
  literal: readLiteral,
  program: (tokens, builder) => {
    const memory = new JsMemory(builder.source);
    const registers: Map<string, JsValue>[] = [];
    readInit(tokens, memory, registers);
    const { threads: columns, rest } = threadsOfColumns(builder.source, tokens.start);
    const threads = columns.map((column, number) => {
      const initial = registers[number] ?? new Map<string, JsValue>();
      return new JsCode(memory, initial).thread(new JsReader(column).thread(), initial);
    });
    return {
      threads: threads.map((thread) => ({ registers: thread.registers, initial: [], code: [], places: [] })),
      rest,
      js: (places): JsProgram => ({
        threads,
        blocks: memory.names,
        initial: memory.initial,
        final: places.flatMap((place) => ('thread' in place ? [] : [finalPlace(place, builder, memory, rest)])),
      }),
    };
  },
};

/** r2 before r10. */
function compareNames(a: string, b: string): number {
  const [as, bs] = [a.split(DIGITS), b.split(DIGITS)];
  for (const [i, part] of as.entries()) {
    const other = bs[i] ?? '';
    if (part === other) continue;
    const difference = i % 2 === 1 ? Number(part) - Number(other) : 0;
    return difference || (part < other ? -1 : 1);
  }
  return as.length - bs.length;
}

function finalPlace(place: Exclude<Place, { readonly thread: number }>, builder: TestBuilder, memory: JsMemory, at: number): JsPlace {
  const name = builder.locations[locationOf(place.address)]!;
  const index = { kind: 'constant', value: offsetOf(place.address) } as const;
  return memory.place(memory.view({ at, kind: 'name', name }), index, false, at);
}

/** `{ x = new SharedArrayBuffer(8); a = new Uint16Array(x, 2); a[1] = 5; y = 1; 0:r1 = 7 }`. */
function readInit(tokens: Tokens, memory: JsMemory, registers: Map<string, JsValue>[]): void {
  tokens.expect('{');
  while (!tokens.accept('}')) {
    if (tokens.accept(';') || tokens.accept(',')) continue;
    if (tokens.atEnd) throw tokens.error("'}' at the end of the initial state");
    readEntry(tokens, memory, registers);
    if (!tokens.is('}') && !tokens.is(',')) tokens.expect(';');
  }
}

function readEntry(tokens: Tokens, memory: JsMemory, registers: Map<string, JsValue>[]): void {
  if (tokens.kind === 'number') {
    const thread = tokens.integer('the number of a thread');
    tokens.expect(':');
    const name = tokens.name('a register');
    tokens.expect('=');
    (registers[thread] ??= new Map()).set(name, readConstant(tokens));
    return;
  }
  if (tokens.is('const') || tokens.is('let') || tokens.is('var')) tokens.next();
  const bracket = tokens.accept('[');
  const at = tokens.start;
  const name = tokens.name('a name of memory, or a register of a thread, such as 0:r1');
  if (bracket) tokens.expect(']');
  const index = !bracket && tokens.accept('[') ? tokens.integer('the number of an element') : 0;
  if (index !== 0 || tokens.is(']')) tokens.expect(']');
  tokens.expect('=');
  if (tokens.accept('new')) return readNew(tokens, memory, name, at);
  const place = memory.place(memory.view({ at, kind: 'name', name }), { kind: 'constant', value: index }, false, at);
  memory.write(place, readConstant(tokens));
}

function readNew(tokens: Tokens, memory: JsMemory, name: string, at: number): void {
  if (memory.isName(name)) throw tokens.fail(at, `'${name}' is declared twice`);
  const typeAt = tokens.start;
  const type = tokens.name("'SharedArrayBuffer', or the type of a view");
  if (type === 'SharedArrayBuffer') return readBuffer(tokens, memory, name);
  tokens.expect('(');
  let buffer = `${name}.buffer`;
  if (tokens.accept('new')) {
    const found = tokens.name("'SharedArrayBuffer'");
    if (found !== 'SharedArrayBuffer') throw tokens.fail(typeAt, `found 'new ${found}', expected 'new SharedArrayBuffer'`);
    readBuffer(tokens, memory, name);
  } else buffer = tokens.name('the buffer of the view');
  const byteOffset = tokens.accept(',') ? tokens.integer('the byte offset of the view') : 0;
  if (tokens.accept(',')) tokens.integer('the length of the view');
  tokens.expect(')');
  memory.declareView(name, memory.newView(type, buffer, byteOffset, typeAt));
}

function readConstant(tokens: Tokens): JsValue {
  const value = readLiteral(tokens);
  if (value === undefined) throw tokens.error('a value');
  return value;
}

/** A value; undefined if what comes is the number of a thread, as in `1:r0`. */
function readLiteral(tokens: Tokens): JsValue | undefined {
  if (tokens.kind === 'string') return tokens.next().slice(1, -1);
  const word = tokens.kind === 'name' ? WORDS.get(tokens.text) : undefined;
  if (word !== undefined) {
    tokens.next();
    return word;
  }
  if (tokens.accept('-')) {
    const value = readLiteral(tokens);
    if (typeof value !== 'number' && typeof value !== 'bigint') throw tokens.error("a number after '-'");
    return -value;
  }
  if (tokens.kind !== 'number') throw tokens.error('a value: a number, true, false, or a text in quotes such as "ok"');
  return tokens.source.text[tokens.end] === ':' ? undefined : readNumber(tokens);
}

const WORDS: ReadonlyMap<string, JsValue> = new Map<string, JsValue>([
  ['true', true], ['false', false], ['NaN', Number.NaN], ['Infinity', Number.POSITIVE_INFINITY],
]); // prettier-ignore
