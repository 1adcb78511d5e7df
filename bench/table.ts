import { readFileSync } from 'node:fs';
import { formatTime, quotient } from './harness/report.ts';
import { theirs, type Result } from './harness/result.ts';
import type { Side } from './harness/catalogue.ts';

/**
 * Prints a Markdown table of recorded workloads, made of `bench/data`: `node bench/table.ts <date>-<machine> <workload> …`. Each quotient is by the workload's own figure, with that by the other one in brackets: on a busy
 * machine the two are far apart where two threads are measured.
 */
const ENGINES = ['node', 'bun'];
const OTHERS: readonly [title: string, side: Side][] = [
  ['Rust', 'rust'],
  ['ringbuf.js', 'ringbuf'],
  ['`multithreading`', 'multithreading'],
  ['native', 'native'],
];

function cellsOf(result: Result): string[] {
  const { headline, contestants } = result;
  const other = headline === 'min' ? 'median' : 'min';
  const ours = theirs(contestants, 'ours');
  const quotients = OTHERS.map(([, side]) => {
    const ratio = theirs(contestants, side)?.ratio;
    return ratio === undefined ? '' : `${quotient(ratio[headline])} (${quotient(ratio[other])})`;
  });
  const goals = result.goals.map((goal) => `${goal.reached ? 'reached' : 'missed'}: ${quotient(goal.atMost)} × ${goal.of}`);
  const time = ours?.[headline];
  return [`\`${result.name}\``, result.engine, time === undefined ? 'failed' : formatTime(time), ...quotients, goals.join('; ')];
}

const [record, ...names] = process.argv.slice(2);
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const titles = ['workload', 'engine', 'ours', ...OTHERS.map(([title]) => `÷ ${title}`), 'goals'];
const results = ENGINES.flatMap((engine) => {
  const file = new URL(`data/${record}-${engine}/results.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { results: Result[] }).results;
});
const rows = names.flatMap((name) => results.filter((result) => result.name === name)).map((result) => row(cellsOf(result)));
console.log([row(titles), row(titles.map(() => '---')), ...rows].join('\n'));
