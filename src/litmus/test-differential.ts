/** Compares the lab with the checker on programs that both can express: the tuples of registers at the end under RC11, or that there is a data race. */
import { explore } from '../check/explore.ts';
import type { AccessOrder } from '../check/machine.ts';
import { type DataProgram, type Operand, outcomeText, registerCount, type Statement } from '../check/oracle/program.ts';
import { programText } from '../check/oracle/program-text.ts';
import { seeded } from '../check/oracle/random-program.ts';
import { shrink } from '../check/oracle/shrink.ts';
import { toExplore } from '../check/oracle/to-explore.ts';
import { UnusableProgramError } from '../check/unusable.ts';
import { type CompiledModel, judge, parseTest } from './index.ts';
import { crossing, type Theme } from './test-crossings.ts';

/** What a program can end with, as text; or that a data race makes it undefined. */
export type Outcomes = readonly string[] | 'undefined';

const LOCATIONS = 'xyzw';
const ORDERS: Readonly<Record<Exclude<AccessOrder, 'plain'>, string>> = {
  relaxed: 'memory_order_relaxed', acquire: 'memory_order_acquire', release: 'memory_order_release', acqRel: 'memory_order_acq_rel',
  seqCst: 'memory_order_seq_cst',
}; // prettier-ignore
/** Of a compare-and-exchange that fails, as the checker has it where none is declared. */
const FAILURE_ORDERS: Readonly<Record<string, AccessOrder>> = { release: 'relaxed', acqRel: 'acquire' };

/** A program as a litmus test in C. Costs nothing. */
export function toC(program: DataProgram): string {
  const initial = program.initial.map((value, at) => `${LOCATIONS[at]} = ${value};`).join(' ');
  const parameters = program.initial.map((_, at) => `atomic_int* ${LOCATIONS[at]}`).join(', ');
  const threads = program.threads.map((thread, i) => `P${i} (${parameters}) {\n${threadText(thread)}}\n`);
  const observed = program.threads.flatMap((thread, i) => registersOf(thread).map((register) => `${i}:${register}`));
  return `C program\n{ ${initial} }\n${threads.join('')}${observed.length === 0 ? '' : `locations [${observed.join('; ')}]\n`}`;
}

const registersOf = (thread: readonly Statement[]): string[] => Array.from({ length: registerCount(thread) }, (_, i) => `r${i}`);

function threadText(thread: readonly Statement[]): string {
  const skips = thread.some(({ op }) => op === 'if');
  const declared = registersOf(thread).map((register) => `int ${register} = 0;`);
  const lines = thread.map((s, i) => (skips ? `if (skip > 0) skip--; else { ${statementText(s, i)} }` : statementText(s, i)));
  return [...(skips ? ['int skip = 0;'] : []), ...declared, ...lines].map((line) => `  ${line}\n`).join('');
}

function statementText(s: Statement, i: number): string {
  switch (s.op) {
    case 'load':
      return `r${s.to} = ${loadText(s.at, s.order)};`;
    case 'store':
      if (s.order === 'plain') return `*${LOCATIONS[s.at]} = ${operandText(s.value)};`;
      return `atomic_store_explicit(${LOCATIONS[s.at]}, ${operandText(s.value)}, ${orderText(s.order)});`;
    case 'rmw': {
      const name = s.how === 'exchange' ? 'exchange' : `fetch_${s.how}`;
      return `r${s.to} = atomic_${name}_explicit(${LOCATIONS[s.at]}, ${operandText(s.value)}, ${orderText(s.order)});`;
    }
    case 'cas': {
      const orders = `${orderText(s.order)}, ${orderText(FAILURE_ORDERS[s.order] ?? s.order)}`;
      const call = `atomic_compare_exchange_strong_explicit(${LOCATIONS[s.at]}, &old${i}, ${operandText(s.value)}, ${orders})`;
      return `int old${i} = ${operandText(s.expected)}; ${call}; r${s.to} = old${i};`;
    }
    case 'fence':
      return `atomic_thread_fence(${orderText(s.order)});`;
    case 'if':
      return `if (r${s.register} != ${s.is}) skip = ${s.count};`;
    case 'await':
      return `while (${loadText(s.at, s.order)} != ${s.is});`;
    default:
      throw new Error(`there is no '${s.op}' in C`);
  }
}

const loadText = (at: number, order: AccessOrder): string =>
  order === 'plain' ? `*${LOCATIONS[at]}` : `atomic_load_explicit(${LOCATIONS[at]}, ${orderText(order)})`;
const orderText = (order: AccessOrder): string => ORDERS[order as 'relaxed'];
const operandText = (operand: Operand): string =>
  typeof operand === 'number' ? String(operand) : `r${operand.register} + ${operand.plus}`;

/** What the lab says. */
export function labOutcomes(program: DataProgram, model: CompiledModel): Outcomes {
  const { states, undefinedBehaviour } = judge(parseTest(toC(program)), model);
  if (undefinedBehaviour) return 'undefined';
  const texts = states.map((state) => {
    const values = new Map(state.split('; ').map((part) => part.replace(';', '').split('=') as [string, string]));
    return outcomeText(program.threads.map((thread, i) => registersOf(thread).map((register) => Number(values.get(`${i}:${register}`)))));
  });
  return texts.toSorted();
}

const MOST_EXECUTIONS = 100_000;

/** What the checker says; undefined if it refuses a program that touches no memory. */
export async function checkerOutcomes(program: DataProgram): Promise<Outcomes | undefined> {
  try {
    const { error, outcomes } = await explore(toExplore(program, 4), { model: 'rc11', keepGoing: true, maxExecutions: MOST_EXECUTIONS });
    if (error?.kind === 'dataRace') return 'undefined';
    return [...new Set(outcomes.map(({ values }) => outcomeText(values as number[][])))].toSorted();
  } catch (error) {
    if (error instanceof UnusableProgramError) return undefined;
    throw error;
  }
}

/** RC11 with the order between `seqCst` events as GenMC and the checker have it: `sb; hb; sb`, also through accesses to the same location. */
export function asGenMcHasIt(rc11: string): string {
  const part = 'elsewhere; hb; elsewhere';
  if (!rc11.includes(part)) throw new Error(`rc11.cat has no '${part}'`);
  return rc11.replace(part, 'sb; hb; sb');
}

/** Says what a program can end with; undefined if it refuses it. */
export type Judge = (program: DataProgram) => Promise<Outcomes | undefined>;

/** What differs between two judges of the random programs with these seeds, made small; at most `most` reports. */
export async function differences(
  theme: Theme,
  seeds: readonly number[],
  judges: readonly [Judge, Judge],
  most = 1,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const seed of seeds) {
    if (found.length === most) break;
    const program = crossing(seeded(seed), theme);
    if ((await difference(program, judges)) === undefined) continue;
    const small = await shrink(program, async (attempt) => (await difference(attempt, judges)) !== undefined);
    found.push(`seed ${seed}:\n${programText(small)}\n${await difference(small, judges)}\n${toC(small)}`);
  }
  return found;
}

async function difference(program: DataProgram, judges: readonly [Judge, Judge]): Promise<string | undefined> {
  const [a, b] = [await judges[0](program), await judges[1](program)];
  if (a === undefined || b === undefined || String(a) === String(b)) return undefined;
  if (typeof a === 'string' || typeof b === 'string') return `the first one says ${String(a)}, the second one ${String(b)}`;
  return `only the first one: ${without(a, b)}\nonly the second one: ${without(b, a)}`;
}

const without = (a: readonly string[], b: readonly string[]): string => a.filter((text) => !b.includes(text)).join('; ');
