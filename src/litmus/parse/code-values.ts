import type { Tokens } from './tokens.ts';
import type { TestBuilder } from './locations-builder.ts';
import type { Value } from '../program.ts';

/** Instructions as values: what labels point to, and what tests write as `instr:"B .+4"`. Costs a pass over the code that is named so. */

const LABEL = /^\s*([A-Za-z_][\w.]*)\s*:/;
const BYTES = 4;

/** As herd writes it: `add w1, w1, #1` is `ADD W1,W1,#1`. */
function normal(text: string): string {
  const [, name = '', operands = ''] = /^\s*(\S+)\s*(.*)$/s.exec(text.toUpperCase()) ?? [];
  return `${name.replace(/^B(EQ|NE|GE|GT|LE|LT)$/, 'B.$1')} ${operands.replaceAll(/\s+/g, '')}`.trim();
}

/** `"B .+4"`, behind `instr:`. */
export function readInstructionValue(tokens: Tokens, builder: TestBuilder): Value {
  if (tokens.kind !== 'string') throw tokens.error('an instruction in quotes, such as "NOP"');
  return builder.instruction(normal(tokens.next().slice(1, -1)));
}

/** Puts the instruction of each label that is a value where the label points to. `columns` has the cells of each thread. */
export function keepCode(columns: readonly (readonly string[] | undefined)[], builder: TestBuilder): void {
  for (const [address, { thread, name }] of builder.labels) {
    const { instructions, labels } = codeOf(columns[thread] ?? []);
    const at = labels.get(name);
    const text = at === undefined ? undefined : instructions[at];
    if (text !== undefined) builder.memory.set(address, builder.instruction(withDistances(text, at!, labels)));
  }
}

function codeOf(cells: readonly string[]): { readonly instructions: readonly string[]; readonly labels: ReadonlyMap<string, number> } {
  const instructions: string[] = [];
  const labels = new Map<string, number>();
  for (const cell of cells) {
    let rest = cell;
    for (let label = LABEL.exec(rest); label !== null; label = LABEL.exec(rest)) {
      labels.set(label[1]!, instructions.length);
      rest = rest.slice(label[0].length);
    }
    if (rest.trim() !== '') instructions.push(rest);
  }
  return { instructions, labels };
}

/** A label that it jumps to is how many bytes away. */
function withDistances(text: string, at: number, labels: ReadonlyMap<string, number>): string {
  const target = /([A-Za-z_][\w.]*)\s*$/.exec(text);
  const to = target === null || target.index === text.search(/\S/) ? undefined : labels.get(target[1]!);
  if (to === undefined) return normal(text);
  const bytes = (to - at) * BYTES;
  return normal(`${text.slice(0, target!.index)}.${bytes < 0 ? '' : '+'}${bytes}`);
}
