import type { AccessOrder } from '../../src/check/machine.ts';
import { machine } from '../../src/check/machine.ts';
import { assume, Lock } from '../../src/check/index.ts';
import type { Program } from '../../src/check/index.ts';
import { parseMc } from './mc-language.ts';
import type { Cell, Expression, McOrder, McSource, McStatement, ParsedProgram, ParsedThread } from './mc-syntax.ts';

/** What `assert` throws; the checker knows it by its name. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

const ORDERS: Readonly<Record<McOrder, AccessOrder>> = {
  na: 'plain',
  rlx: 'relaxed',
  acq: 'acquire',
  rel: 'release',
  acqrel: 'acqRel',
  sc: 'seqCst',
};

const helpers = {
  assume,
  AssertionError,
  Lock,
  fence: (order: Parameters<NonNullable<typeof machine>['fence']>[0]) => machine!.fence(order),
};

/** How a program is compiled. */
export interface CompileOptions {
  /** Threads return their registers, so that outcomes tell executions apart. Default: they return nothing. */
  readonly returnsRegisters?: boolean;
}

/** Compiles a program of the little language to one for `explore`: JavaScript made from its text, which runs at full speed. */
export function compileMc(source: McSource, options?: CompileOptions): () => Program {
  const code = javaScriptOf(parseMc(source), options);
  return new Function(...Object.keys(helpers), code)(...Object.values(helpers)) as () => Program;
}

/**
 * The JavaScript of a program. Locations and registers have prefixes, so that no name means something to JavaScript. Threads of one text that do not ask for their index are one
 * function, which is how the checker knows that they do the same.
 */
export function javaScriptOf({ source, threads, final }: ParsedProgram, { returnsRegisters = false }: CompileOptions = {}): string {
  const params = Object.entries(source.params ?? {}).map(([name, value]) => `const p_${name} = ${value};`);
  const locations = Object.entries(source.init).flatMap(([name, initial]) => {
    const values = typeof initial === 'number' ? [initial] : initial;
    const made = `const l_${name} = new Int32Array(new SharedArrayBuffer(${4 * values.length}));`;
    return [made, ...values.flatMap((value, i) => (value === 0 ? [] : [`l_${name}[${i}] = ${value};`]))];
  });
  const mutexes = (source.mutexes ?? []).map((name) => `const m_${name} = new Lock();`);
  const functions: string[] = [];
  const list: string[] = [];
  const known = new Map<string, string>();
  for (const thread of threads) {
    const body = returnsRegisters ? returningBodyOf(thread) : bodyOf(thread);
    const asksForIndex = INDEX.test(body);
    const name = known.get(body) ?? `t_${thread.name}`;
    if (!known.has(body)) functions.push(`const ${name} = ${asksForIndex ? '(p_me) => ' : ''}() => ${body};`);
    known.set(body, name);
    for (let me = 0; me < thread.count; me++) list.push(asksForIndex ? `${name}(${me})` : name);
  }
  const end = final === undefined ? '' : `, finally: () => ${bodyOf(final)}`;
  const lines = [...locations, ...mutexes, ...functions, `return { threads: [${list.join(', ')}]${end} };`];
  return ["'use strict';", ...params, 'return function program() {', ...lines, '};'].join('\n');
}

/** The index of a thread among its copies. */
const INDEX = /\bp_me\b/;

function bodyOf({ statements, registers }: ParsedThread): string {
  return `{\n${declarationOf(registers)}body: {\n${blockOf(statements)}\n}\n}`;
}

/** Registers are returned as a text: so simple a function shows that it changes nothing but memory, which the checker asks of twins where there is a `finally`. */
function returningBodyOf({ statements, registers }: ParsedThread): string {
  const result = registers.length === 0 ? '0' : registers.map((name) => `r_${name}`).join(" + ',' + ");
  return `{\n${declarationOf(registers)}body: {\n${blockOf(statements)}\n}\nreturn ${result};\n}`;
}

const declarationOf = (registers: readonly string[]): string =>
  registers.length === 0 ? '' : `let ${registers.map((name) => `r_${name} = 0`).join(', ')};\n`;

const blockOf = (statements: readonly McStatement[]): string => statements.map(statementOf).join('\n');

function statementOf(s: McStatement): string {
  switch (s.is) {
    case 'load':
      return assigned(s.to, s.order === 'na' ? plain(s.cell) : `Atomics.load(${place(s.cell)}, '${ORDERS[s.order]}')`);
    case 'store':
      return s.order === 'na'
        ? `${plain(s.cell)} = ${valueOf(s.value)};`
        : `Atomics.store(${place(s.cell)}, ${valueOf(s.value)}, '${ORDERS[s.order]}');`;
    case 'cas': {
      const values = `${valueOf(s.expected)}, ${valueOf(s.value)}`;
      return assigned(s.to, `Atomics.compareExchange(${place(s.cell)}, ${values}, '${ORDERS[s.order]}')`);
    }
    case 'faa':
    case 'xchg':
      return assigned(s.to, `Atomics.${s.is === 'faa' ? 'add' : 'exchange'}(${place(s.cell)}, ${valueOf(s.value)}, '${ORDERS[s.order]}')`);
    case 'fence':
      return `fence('${ORDERS[s.order]}');`;
    case 'assume':
      return `assume(${conditionOf(s.condition)});`;
    case 'assert':
      return `if (!${conditionOf(s.condition)}) throw new AssertionError(${JSON.stringify(`assert(${s.text}) failed`)});`;
    case 'lock':
    case 'unlock':
      return `m_${s.mutex}.${s.is}();`;
    case 'set':
      return assigned(s.to, valueOf(s.value));
    case 'if':
      return `if (${conditionOf(s.condition)}) {\n${blockOf(s.body)}\n}${s.otherwise.length === 0 ? '' : ` else {\n${blockOf(s.otherwise)}\n}`}`;
    case 'for': {
      const r = `r_${s.register}`;
      return `for (${r} = ${valueOf(s.from)}; ${r} < ${valueOf(s.below)}; ${r}++) {\n${blockOf(s.body)}\n}`;
    }
    case 'spin':
      return `do {\n${blockOf(s.body)}\n} while (!${conditionOf(s.until)});`;
    case 'break':
      return 'break;';
    case 'return':
      return 'break body;';
  }
}

const assigned = (to: string | undefined, value: string): string => (to === undefined ? `${value};` : `r_${to} = ${value};`);
const place = ({ name, index }: Cell): string => `l_${name}, ${index === undefined ? '0' : valueOf(index)}`;
const plain = ({ name, index }: Cell): string => `l_${name}[${index === undefined ? '0' : valueOf(index)}]`;

const COMPARISONS: Readonly<Record<string, string>> = { '==': '===', '!=': '!==', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

/** A 32-bit integer. */
function valueOf(e: Expression): string {
  switch (e.is) {
    case 'number':
      return String(e.value);
    case 'register':
      return `r_${e.name}`;
    case 'constant':
      return `p_${e.name}`;
    case 'unary':
      return e.operator === '-' ? `(-${valueOf(e.of)} | 0)` : `(${conditionOf(e)} ? 1 : 0)`;
    case 'binary':
      if (e.operator === '*') return `Math.imul(${valueOf(e.left)}, ${valueOf(e.right)})`;
      if (e.operator === '+' || e.operator === '-' || e.operator === '/' || e.operator === '%') {
        return `((${valueOf(e.left)} ${e.operator} ${valueOf(e.right)}) | 0)`;
      }
      return `(${conditionOf(e)} ? 1 : 0)`;
  }
}

/** A boolean. */
function conditionOf(e: Expression): string {
  if (e.is === 'unary' && e.operator === '!') return `(!${conditionOf(e.of)})`;
  if (e.is !== 'binary') return `(${valueOf(e)} !== 0)`;
  const comparison = COMPARISONS[e.operator];
  if (comparison !== undefined) return `(${valueOf(e.left)} ${comparison} ${valueOf(e.right)})`;
  if (e.operator === '||' || e.operator === '&&') return `(${conditionOf(e.left)} ${e.operator} ${conditionOf(e.right)})`;
  return `(${valueOf(e)} !== 0)`;
}
