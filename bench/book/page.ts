import { formatTime, quotient } from '../harness/report.ts';
import { errorOf, summaryOf } from './figures.ts';
import type { BookRecord, Measured, Row, Runner } from './record.ts';

/** docs/chapter-9.md: what a record says, as one table. */
export const PAGE = new URL('../../docs/chapter-9.md', import.meta.url);

const COLUMNS = ['measurement', 'lock', 'Rust', 'Node', '÷', 'Bun', '÷', 'operations'];
const TEXT_COLUMNS = 2;
const MILLION = 1_000_000;

export function pageOf(record: BookRecord): string {
  const { date, machine, versions, effort, priority, measurements } = record;
  const named = `Node ${versions['node']}, Bun ${versions['bun']}, rustc ${versions['rustc']}`;
  return `# Chapter 9, measured

The locks of the book's chapter 9 and ours, in TypeScript and in Rust, side by side in one run. \`npm run bench:book\` measures, keeps what it found in \`bench/data\`, and writes this page
and the plot: about twenty minutes.

![One line for each lock, with the time of an operation in Rust, in Node and in Bun, on a logarithmic scale](chapter-9.svg)

A time is of one operation, the median of ${effort.generations * effort.rounds} samples that were taken by turns; in the plot, the line goes from the least sample to the greatest. Where several threads work, it is the
time of all of them divided by the operations of all. A column ÷ is ours divided by Rust's. _Operations_ are those of a sample, in millions: 5 of one thread and 20 of four, as in the book,
or as many as fit into the time that a sample may take; the least and the greatest of the row.

- **The book's locks** are in Node and Bun those of \`book/ch09-locks\`, in Rust those of \`bench/rust/src/book\`: the same designs, each written for its language.
- **Where the book's locks wake although nobody sleeps** (mutex 1, condition variable 1, the readers and writers of reader-writer locks 1 and 2, the writers of 3), Rust makes a system call each time.
  An engine of JavaScript looks into its own list of sleepers first, and finds nobody there: hence columns ÷ far below 1. What the better versions save is the same, but smaller.
- **Ours** stand beside \`Mutex\`, \`RwLock\` and \`Condvar\` of Rust's standard library. For what that does not have there is a lock of the same design in \`bench/rust/src/locks\`, but without
  what ours do besides: they survive the end of their thread, check who unlocks, and can be waited for by promises. \`ReentrantLock\` has none here, since that of the standard library is not stable yet.
- **\`SeqLock\`** is read without being locked: an operation is a copy of its number, or an increment under the lock that its writers take.
- **Locks that serve threads in the order in which they came** (\`TicketLock\`, \`ClhLock\`, \`McsLock\` of ours) are for sections that take their time. Where four
  threads on two processors do nothing but lock, all come to stand in line sooner or later, and then each operation waits for a sleeper to wake, which takes up to 60 µs here. That
  is what the order costs: to let the one that runs have the lock again would be to let it past. Before and after that it takes some 20 ns, since who finds nobody in line takes no place there:
  hence their wide lines in the plot, and their fewer operations. \`RwLock\` and \`Semaphore\` of ours let others past a sleeper while it wakes up, four times at most.

What an operation is:

${measurements.map(({ title, operation }) => `- ${title}: ${operation}.`).join('\n')}

Measured on ${date}: ${machine.cpu}, ${machine.cores} cores, ${machine.system}; ${named}. The machine is a virtual one and was not ours alone: over the minute before each measurement
${loads(measurements)} threads wanted its ${machine.cores} processors.${priorityText(priority)} Compare the columns of a row, not the times of two machines.

${tableOf(record)}
`;
}

function priorityText(priority: number): string {
  return priority === 0 ? '' : ` What was measured had priority over them (a nice value of ${priority}).`;
}

function loads(measurements: readonly Measured[]): string {
  const before = measurements.map(({ load }) => load[0]);
  return `${Math.min(...before).toFixed(1)} to ${Math.max(...before).toFixed(1)}`;
}

/** One row for each lock and measurement, as Markdown. */
export function tableOf({ measurements }: BookRecord): string {
  const rows = measurements.flatMap((measured) => measured.rows.map((row, i) => [i === 0 ? measured.title : '', ...cellsOf(row)]));
  const widths = COLUMNS.map((name, i) => Math.max(...[name, ...rows.map((row) => row[i]!)].map((cell) => [...cell].length)));
  const padded = (cells: readonly string[]): string =>
    line(cells.map((cell, i) => (i < TEXT_COLUMNS ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))));
  const rule = line(widths.map((width, i) => (i < TEXT_COLUMNS ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)));
  return [padded(COLUMNS), rule, ...rows.map(padded)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cellsOf(row: Row): string[] {
  const rust = summaryOf(row, 'rust')?.median;
  const besides = (by: Runner): string => {
    const ours = summaryOf(row, by)?.median;
    return ours === undefined || rust === undefined ? '' : quotient(ours / rust);
  };
  return [row.label, timeOf(row, 'rust'), timeOf(row, 'node'), besides('node'), timeOf(row, 'bun'), besides('bun'), operationsOf(row)];
}

function timeOf(row: Row, by: Runner): string {
  const summary = summaryOf(row, by);
  if (errorOf(row, by) !== undefined) return 'failed';
  return summary === undefined ? '' : formatTime(summary.median);
}

function operationsOf({ figures }: Row): string {
  const counts = figures.map(({ operations }) => operations);
  const [least, most] = [Math.min(...counts), Math.max(...counts)].map((count) => Number((count / MILLION).toPrecision(2)));
  return least === most ? String(least) : `${least} to ${most}`;
}
