/** Compares the lab with the checker on programs that both can express in JS: the tuples of registers at the end, or that there is a data race. */
import { explore } from '../../check/explore.ts';
import { type DataProgram, type Operand, outcomeText, registerCount, type Statement } from '../../check/oracle/program.ts';
import { programText } from '../../check/oracle/program-text.ts';
import { type Mix, type Random, randomProgram, seeded } from '../../check/oracle/random-program.ts';
import { toExplore } from '../../check/oracle/to-explore.ts';
import { UnusableProgramError } from '../../check/unusable.ts';
import { type CompiledModel, judge, parseTest } from '../index.ts';
import { crossing, type Theme } from '../test-crossings.ts';
import type { Outcomes } from '../test-differential.ts';

/** Random programs that are judged by one model. */
export interface Series {
  readonly name: string;
  readonly model: 'js' | 'sc';
  readonly make: (random: Random) => DataProgram;
}

const FEW = { threads: [2, 3], locations: [1, 2], statements: [3, 6] } as const;
const PLAIN = ['plain', 'seqCst', 'seqCst'] as const;
const mixes = {
  'atomic accesses': { ...FEW, orders: ['seqCst'], weights: { load: 3, store: 3, rmw: 2, cas: 2, if: 1 } },
  'plain accesses too': { ...FEW, orders: PLAIN, weights: { load: 3, store: 3, rmw: 1, cas: 1, if: 2 } },
  waiting: { ...FEW, orders: ['seqCst'], weights: { store: 2, rmw: 1, wait: 3, notify: 4 } },
  'waiting for a time': { ...FEW, orders: ['seqCst'], weights: { store: 2, load: 1, wait: 2, 'timed-wait': 3, notify: 4 } },
} as const satisfies Record<string, Mix>;
const crossings: Theme = { threads: [2, 4], loads: ['seqCst'], stores: ['seqCst'], rmws: { oneIn: 8, orders: ['seqCst'] } };
const guarded: Theme = { threads: [2, 3], loads: PLAIN, stores: PLAIN, rmws: { oneIn: 8, orders: ['seqCst'] }, guards: true };

export const allSeries: readonly Series[] = [
  ...Object.entries(mixes).map(([name, mix]): Series => ({ name, model: 'js', make: (random) => randomProgram(random, mix) })),
  { name: 'crossings', model: 'js', make: (random) => crossing(random, crossings) },
  { name: 'guarded messages', model: 'js', make: (random) => crossing(random, guarded) },
  { name: 'plain accesses, sequentially', model: 'sc', make: (random) => randomProgram(random, mixes['plain accesses too']) },
  { name: 'waiting, sequentially', model: 'sc', make: (random) => randomProgram(random, mixes.waiting) },
];

/** What lab and checker say differently of the programs with these seeds, at most `most` reports; and how many different answers there were. */
export async function jsDifferences(
  series: Series,
  seeds: readonly number[],
  model: CompiledModel,
  most = 1,
): Promise<{ readonly found: readonly string[]; readonly answers: number }> {
  const found: string[] = [];
  const answers = new Set<string>();
  for (const seed of seeds) {
    if (found.length === most) break;
    const program = series.make(seeded(seed));
    const checker = await checkerOutcomes(program, series.model);
    if (checker === undefined) continue;
    answers.add(String(checker));
    const lab = labOutcomes(program, model);
    if (String(lab) === String(checker)) continue;
    found.push(
      `seed ${seed}:\n${programText(program)}\n${toJs(program)}\nthe checker says ${String(checker)}\nthe lab says ${String(lab)}`,
    );
  }
  return { found, answers: answers.size };
}

const LOCATIONS = 'xyzw';

/** A program as a litmus test in the JS dialect. Costs nothing. */
export function toJs(program: DataProgram): string {
  const initial = program.initial.map((value, at) => `${LOCATIONS[at]} = ${value};`).join(' ');
  const declared = program.threads
    .flatMap((thread, i) => ['skip', ...registersOf(thread)].map((register) => `${i}:${register} = 0;`))
    .join(' ');
  const columns = program.threads.map((thread) => {
    const skips = thread.some(({ op }) => op === 'if');
    return thread.map((statement) => {
      const text = statementText(statement);
      return skips ? `if (skip > 0) { skip-- } else { ${text} }` : text;
    });
  });
  const rows = Math.max(...columns.map(({ length }) => length));
  const observed = program.threads.flatMap((thread, i) => registersOf(thread).map((register) => `${i}:${register}`));
  return [
    'JS program',
    `{ ${initial} ${declared} }`,
    ` ${columns.map((_, i) => `P${i}`).join(' | ')} ;`,
    ...Array.from({ length: rows }, (_, row) => ` ${columns.map((column) => column[row] ?? '').join(' | ')} ;`),
    observed.length === 0 ? '' : `locations [${observed.join('; ')}]`,
  ].join('\n');
}

const registersOf = (thread: readonly Statement[]): string[] => Array.from({ length: registerCount(thread) }, (_, i) => `r${i}`);

function statementText(s: Statement): string {
  switch (s.op) {
    case 'load':
      return `r${s.to} = ${s.order === 'plain' ? `${LOCATIONS[s.at]}[0]` : `Atomics.load(${LOCATIONS[s.at]}, 0)`}`;
    case 'store': {
      const value = operandText(s.value);
      return s.order === 'plain' ? `${LOCATIONS[s.at]}[0] = ${value}` : `Atomics.store(${LOCATIONS[s.at]}, 0, ${value})`;
    }
    case 'rmw':
      return `r${s.to} = Atomics.${s.how}(${LOCATIONS[s.at]}, 0, ${operandText(s.value)})`;
    case 'cas':
      return `r${s.to} = Atomics.compareExchange(${LOCATIONS[s.at]}, 0, ${operandText(s.expected)}, ${operandText(s.value)})`;
    case 'if':
      return `if (r${s.register} !== ${s.is}) { skip = ${s.count} }`;
    case 'wait':
      return `{ w = Atomics.wait(${LOCATIONS[s.at]}, 0, ${s.expected}${s.timed ? ', 1' : ''}); r${s.to} = w === "ok" ? 0 : w === "not-equal" ? 1 : 2 }`;
    case 'notify':
      return `r${s.to} = Atomics.notify(${LOCATIONS[s.at]}, 0, ${s.count})`;
    default:
      throw new Error(`there is no '${s.op}' in the JS dialect`);
  }
}

const operandText = (operand: Operand): string =>
  typeof operand === 'number' ? String(operand) : `r${operand.register} + ${operand.plus}`;

/** What the lab says; executions in which a thread sleeps for ever are only counted as there or not there. */
export function labOutcomes(program: DataProgram, model: CompiledModel): Outcomes {
  const { states, flags } = judge(parseTest(toJs(program)), model);
  if (flags.length > 0) return 'undefined';
  const texts = states.map((state) => {
    if (state.includes('blocked')) return 'blocked';
    const values = new Map(state.split('; ').map((part) => part.replace(';', '').split('=') as [string, string]));
    return outcomeText(program.threads.map((thread, i) => registersOf(thread).map((register) => Number(values.get(`${i}:${register}`)))));
  });
  return [...new Set(texts)].toSorted();
}

const MOST_EXECUTIONS = 100_000;
const BYTES = 4;

/** What the checker says; undefined if it refuses a program that touches no memory. */
export async function checkerOutcomes(program: DataProgram, model: 'js' | 'sc'): Promise<Outcomes | undefined> {
  try {
    const { error, outcomes } = await explore(toExplore(program, BYTES), { model, keepGoing: true, maxExecutions: MOST_EXECUTIONS });
    if (error?.kind === 'dataRace') return 'undefined';
    const texts = outcomes.map(({ values }) => outcomeText(values as number[][]));
    return [...new Set(error?.kind === 'deadlock' ? [...texts, 'blocked'] : texts)].toSorted();
  } catch (error) {
    if (error instanceof UnusableProgramError) return undefined;
    throw error;
  }
}
