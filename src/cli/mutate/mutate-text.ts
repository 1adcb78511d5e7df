import { wholePlace } from '../../check/report/places.ts';
import { paint as paintIf, type Paint } from '../../check/report/text.ts';
import { countText } from '../reporters/text-reporter.ts';
import { mutate } from './mutants.ts';
import { FAULTS } from './mutation.ts';
import type { Judged } from './run-all.ts';

/** For each state, how many there are: in one file, or in all. */
export interface Tally {
  readonly killed: number;
  readonly survived: number;
  readonly notReached: number;
  readonly undecided: number;
  readonly equivalent: number;
  readonly broken: number;
}

/** What a mutant counts as: one that is marked is equivalent, unless a check finds it. */
export function standingOf({ mutant, fate }: Judged): keyof Tally {
  const isFound = fate.state === 'killed' || fate.state === 'broken';
  return mutant.equivalent !== undefined && !isFound ? 'equivalent' : fate.state;
}

export function tally(judged: readonly Judged[]): Tally {
  const counts: { -readonly [State in keyof Tally]: number } = {
    killed: 0,
    survived: 0,
    notReached: 0,
    undecided: 0,
    equivalent: 0,
    broken: 0,
  };
  for (const one of judged) counts[standingOf(one)]++;
  return counts;
}

/** A mark on a fault that a check finds is wrong. */
export function isWronglyMarked({ mutant, fate }: Judged): boolean {
  return mutant.equivalent !== undefined && fate.state === 'killed';
}

/** What is not found, with its place and what it changes; then a line for each file. */
export function mutateText(judged: readonly Judged[], color: boolean): string {
  const paint = paintIf(color);
  const told = judged.flatMap((one) => storyOf(one, paint));
  const files = [...new Set(judged.map(({ file }) => file))];
  const lines = files.map(
    (file) =>
      `${wholePlace({ file, line: 0, column: 0 }, process.cwd()).replace(/:0:0$/, '')}: ${tallyText(judged.filter((one) => one.file === file))}`,
  );
  return [...grouped(told), lines.join('\n'), ...(files.length > 1 ? [`all: ${tallyText(judged)}`] : [])].join('\n\n');
}

function tallyText(judged: readonly Judged[]): string {
  const { killed, survived, notReached, undecided, equivalent, broken } = tally(judged);
  const parts = [
    `${countText(killed + survived + notReached + undecided + equivalent, 'fault')}, ${killed} found`,
    ...(survived === 0 ? [] : [`${survived} not found`]),
    ...(notReached === 0 ? [] : [`${notReached} in code that no check reaches`]),
    ...(undecided === 0 ? [] : [`${undecided} undecided`]),
    ...(equivalent === 0 ? [] : [`${equivalent} marked as equivalent`]),
    ...(broken === 0 ? [] : [`${broken} that do not load`]),
  ];
  return parts.join(', ');
}

function storyOf(one: Judged, paint: Paint): readonly string[] {
  const { file, mutant, fate } = one;
  const { fault, line, column } = mutant;
  const where = wholePlace({ file, line, column }, process.cwd());
  const state = standingOf(one);
  if (fate.state === 'killed' && isWronglyMarked(one))
    return [
      `${paint.red('✗ marked, but found')}  ${where}  ${fault}: ${FAULTS[fault]}\n  '${fate.by}' finds it: ${fate.kind}: ${fate.message}\n${changeText(one, paint)}`,
    ];
  if (state === 'survived') return [`${paint.red('✗ not found')}  ${where}  ${fault}: ${FAULTS[fault]}\n${changeText(one, paint)}`];
  if (state === 'notReached') return [`${paint.red('✗ not reached')}  ${where}  ${fault}: no check runs this`];
  if (fate.state !== 'undecided' || state !== 'undecided') return [];
  return [
    `${paint.yellow('? undecided')}  ${where}  ${fault}: ${FAULTS[fault]}\n  came to no end: ${fate.checks.join('; ')}\n${changeText(one, paint)}`,
  ];
}

/** The lines that change, before and after. */
function changeText({ source, mutant }: Judged, paint: Paint): string {
  const start = source.lastIndexOf('\n', mutant.start - 1) + 1;
  const end = source.indexOf('\n', mutant.end);
  const before = source.slice(start, end < 0 ? source.length : end);
  const changed = mutate(source, mutant);
  const after = changed.slice(start, changed.length - (source.length - (end < 0 ? source.length : end)));
  return [...dedent(before).map((line) => paint.red(`    - ${line}`)), ...dedent(after).map((line) => paint.green(`    + ${line}`))].join(
    '\n',
  );
}

function dedent(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)![0].length));
  return lines.map((line) => line.slice(Number.isFinite(least) ? least : 0));
}

const isShort = (text: string): boolean => !text.includes('\n');

/** What takes a line each stands together. */
function grouped(texts: readonly string[]): readonly string[] {
  return [...texts.filter((text) => !isShort(text)), texts.filter(isShort).join('\n')].filter((text) => text !== '');
}
