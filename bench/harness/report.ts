import { sideOf, type Figures, type JudgedGoal, type Result } from './result.ts';

/** The table of `npm run bench`. */

const columns = ['workload', 'ours', 'Rust', '÷', 'native', '÷', 'multithreading', '÷', 'spread', 'goal'];

/** One engine's results as lines of text. */
export function table(results: readonly Result[]): string[] {
  const rows = [columns, ...results.map(rowOf)];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))));
  return [...lines.map((cells) => cells.join('  ').trimEnd()), ...notes(results)];
}

function isText(column: number): boolean {
  return column === 0 || column === columns.length - 1;
}

function rowOf(result: Result): string[] {
  const cells = [result.name, time(sideOf(result, 'ours'), result)];
  for (const side of ['rust', 'native', 'multithreading'] as const) {
    const theirs = sideOf(result, side);
    cells.push(time(theirs, result), quotient(theirs?.ratio?.[result.headline]));
  }
  const spread = sideOf(result, 'ours')?.spread;
  cells.push(spread === undefined ? '' : `${Math.round(spread * 100)} %`, result.goals.map(goalText).join('; '));
  return cells;
}

function time(figures: Figures | undefined, { headline }: Result): string {
  if (figures === undefined) return '';
  return figures.error === undefined ? formatTime(figures[headline] as number) : 'failed';
}

const MICROSECOND = 1_000;
const MILLISECOND = 1_000_000;
/** Below this many of a unit, one digit more is worth reading. */
const FEW = 10;

/** `12.3 ns`, `4.56 µs`, `20 ms`. */
export function formatTime(ns: number): string {
  if (ns >= MILLISECOND) return `${threeDigits(ns / MILLISECOND)} ms`;
  if (ns >= MICROSECOND) return `${threeDigits(ns / MICROSECOND)} µs`;
  return `${threeDigits(ns)} ns`;
}

function threeDigits(value: number): string {
  return value >= FEW * FEW ? value.toFixed(0) : value >= FEW ? value.toFixed(1) : value.toFixed(2);
}

/** `1.20`, and `1/37.0` for what is far below 1. */
export function quotient(value: number | undefined): string {
  if (value === undefined) return '';
  return value < 1 / FEW ? `1/${threeDigits(1 / value)}` : value.toFixed(2);
}

function goalText(goal: JudgedGoal): string {
  const limit = {
    rust: `≤ ${goal.atMost} × Rust`,
    native: `≥ ${Math.round(1 / goal.atMost)} × faster than native`,
    multithreading: `≥ ${Math.round(1 / goal.atMost)} × faster than multithreading`,
    ringbuf: `≤ ${goal.atMost} × ringbuf.js`,
    time: `≤ ${formatTime(goal.atMost)}`,
  }[goal.of];
  return `${goal.reached ? '✓' : '✗'} ${limit}`;
}

/** What has no column: other contestants, failures, and goals that are missed, with by how much. */
function notes(results: readonly Result[]): string[] {
  const lines: string[] = [];
  for (const result of results) {
    for (const figures of result.contestants) {
      const who = figures.also ?? figures.side;
      if (figures.error !== undefined) lines.push(`${result.name}: ${who} failed: ${figures.error}`);
      else if (figures.also !== undefined) {
        const ours = figures.ratio === undefined ? '' : `; ours is ${quotient(figures.ratio[result.headline])} of it`;
        lines.push(`${result.name}: ${who}: ${time(figures, result)}${ours}`);
      }
    }
    for (const goal of result.goals) {
      if (!goal.reached) lines.push(`${result.name}: goal missed: ${goalText(goal).slice(2)}, but it is ${foundText(goal)}`);
    }
  }
  return lines.length === 0 ? [] : ['', ...lines];
}

function foundText(goal: JudgedGoal): string {
  if (goal.of === 'time') return formatTime(goal.found);
  if (goal.of === 'multithreading') return `${threeDigits(1 / goal.found)} × faster`;
  return `${goal.found.toFixed(2)} ×, ${Math.round((goal.found / goal.atMost - 1) * 100)} % too much`;
}
