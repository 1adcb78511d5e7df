import type { Thread } from '../program.ts';
import { END, ThreadBuilder } from './builder.ts';
import type { TestBuilder } from './locations-builder.ts';
import { keepCode } from './code-values.ts';
import { Tokens } from './tokens.ts';

/** Reads one instruction of a column: `tokens` are those of its cell. */
export type ReadInstruction = (tokens: Tokens, thread: ThreadBuilder, builder: TestBuilder) => void;

/** Where the threads end, and the condition begins. */
const AFTER_PROGRAM = /(?<![\w/.-])(?:locations|filter|exists|forall|final|[oO]bserved)(?![\w/.-])|~[ \t]*exists(?![\w/.-])/;
export const HEAD = /^\s*P(\d+)\s*(?::[^|]*)?$/;
/** A prefix of an instruction of x86 may have one behind it, too. */
const ROW_END = /(?<!\block\s*);/gi;
const LABEL = /^\s*([A-Za-z_][\w.]*)\s*:/;

/** Reads threads of machine code, which stand beside each other in columns. Costs one pass over the text. */
export function readColumns(
  from: number,
  builder: TestBuilder,
  read: ReadInstruction,
): { readonly threads: readonly Thread[]; readonly rest: number } {
  const { source } = builder;
  const masked = maskNotes(source.text.slice(from));
  const found = AFTER_PROGRAM.exec(masked);
  const text = masked.slice(0, found?.index);
  const rest = from + text.length;
  let threads: ThreadBuilder[] | undefined;
  const columns: Cell[][] = [];
  let at = 0;
  while (at < text.length) {
    ROW_END.lastIndex = at;
    const semicolon = ROW_END.exec(text)?.index ?? -1;
    const end = semicolon === -1 ? text.length : semicolon;
    const row = text.slice(at, end);
    if (row.trim() !== '') {
      const tokensOf = (a: number, b: number) => new Tokens(source, from + at + a, from + at + b);
      if (semicolon === -1) throw tokensOf(0, row.length).error("';' at the end of the row");
      if (threads === undefined) {
        threads = heads(row, tokensOf, builder);
      } else {
        let begin = 0;
        for (const [column, cell] of row.split('|').entries()) {
          const thread = threads[column];
          if (cell.trim() !== '') {
            if (thread === undefined) throw tokensOf(begin, begin + cell.length).error(`no more than ${threads.length} columns`);
            const own: Cell = { cell, begin: from + at + begin };
            (columns[column] ??= []).push(own);
            readCell(own, thread, builder, read);
          }
          begin += cell.length + 1;
        }
      }
    }
    at = end + 1;
  }
  readOthers(columns, threads ?? [], builder, read);
  const finished = (threads ?? []).map((thread, number) => thread.finish(builder.initialRegisters(number), builder.everywhere));
  // Only now all labels are known that are values.
  keepCode(columns.map((cells) => cells?.map(({ cell }) => cell)), builder); // prettier-ignore
  return { threads: finished, rest };
}

function heads(row: string, tokensOf: (a: number, b: number) => Tokens, builder: TestBuilder): ThreadBuilder[] {
  let begin = 0;
  return row.split('|').map((cell, number) => {
    const head = HEAD.exec(cell);
    if (head === null || Number(head[1]) !== number)
      throw tokensOf(begin, begin + cell.length).error(`'P${number}', which names the thread`);
    begin += cell.length + 1;
    return new ThreadBuilder(builder.source, (label, thread = number) => builder.label(thread, label));
  });
}

interface Cell {
  readonly cell: string;
  /** Where it begins in the source. */
  readonly begin: number;
}

function readCell({ cell, begin }: Cell, thread: ThreadBuilder, builder: TestBuilder, read: ReadInstruction): void {
  const { labels, skip } = labelsOf(cell);
  for (const label of labels) thread.label(label);
  if (cell.slice(skip).trim() === '') return;
  const tokens = new Tokens(builder.source, begin + skip, begin + cell.length);
  thread.begin(tokens.start);
  read(tokens, thread, builder);
  if (tokens.kind !== 'end') throw tokens.error('the end of the instruction');
}

/** The labels that a cell begins with, and how long they are. */
function labelsOf(cell: string): { readonly labels: readonly string[]; readonly skip: number } {
  const labels: string[] = [];
  let skip = 0;
  for (let label = LABEL.exec(cell); label !== null; label = LABEL.exec(cell.slice(skip))) {
    labels.push(label[1]!);
    skip += label[0].length;
  }
  return { labels, skip };
}

/**
 * Where a thread names a label that only another one has, or where a register holds the address of one at first, that thread's code is behind
 * the own one.
 */
function readOthers(
  columns: readonly (readonly Cell[] | undefined)[],
  threads: readonly ThreadBuilder[],
  builder: TestBuilder,
  read: ReadInstruction,
): void {
  const ownerOf = (name: string): number =>
    columns.findIndex((cells) => (cells ?? []).some(({ cell }) => labelsOf(cell).labels.includes(name)));
  for (const [number, thread] of threads.entries()) {
    const known = new Set([-1, number]);
    const others = [...builder.initialRegisters(number).values()].map((value) => builder.labels.get(value)?.thread ?? number);
    for (;;) {
      const other = [...others, ...thread.missing().map(ownerOf)].find((candidate) => !known.has(candidate));
      if (other === undefined) break;
      known.add(other);
      thread.jump(END);
      thread.codeOf = other;
      for (const cell of columns[other] ?? []) readCell(cell, thread, builder, read);
      thread.codeOf = undefined;
    }
  }
}

/** Notes in `(* *)` become blanks, so that the rest keeps its place. */
const maskNotes = (text: string): string => text.replaceAll(/\(\*[^]*?\*\)/g, (note) => note.replaceAll(/[^\n]/g, ' '));
