import { rawSource, type SourceLine } from './places.ts';
import type { Step, Trace, Word } from './trace.ts';

/** The names that the engine gives to words of which it knows nothing but the address: `sab1[2]`, `sab1+3 (1 bytes)`. */
const NAMELESS = /^sab\d+[[+]/;
/** After a call's name: the view, and the index if it is a number. */
const CALL = /^\w+\(\s*([A-Za-z_$][\w$.#]*)\s*,\s*(?:(\d+)\s*[,)])?/;
/** An element: the view, and the index if it is a number. */
const ELEMENT = /([A-Za-z_$][\w$.#]*)\s*\[\s*(?:(\d+)\s*\]|[^\]]*\])/g;

export interface Named {
  readonly trace: Trace;
  /** The same names in another text. */
  rename(text: string): string;
}

/**
 * Names words as the source does: what is `Atomics.load(state, 0)` there becomes `state[0]`. A guess from the text of the line, since an object does not know the names of the
 * variables that hold it: where two words would have the same name, the address is added. Costs a look at each line.
 */
export function nameWords(trace: Trace, sourceLine: SourceLine | undefined): Named {
  const names = trace.words.map((word, i) => (NAMELESS.test(word.name) ? guess(trace, word, i, sourceLine) : undefined));
  const renames = new Map<string, string>();
  for (const [i, name] of names.entries()) {
    if (name === undefined) continue;
    const old = trace.words[i]!.name;
    const shared = trace.words.some((word, other) => other !== i && (names[other] ?? word.name) === name);
    renames.set(old, shared ? `${name} (${old})` : name);
  }
  if (renames.size === 0) return { trace, rename: (text) => text };
  // The longest first, and no number in its middle: `sab1+4` is no part of `sab1+40`.
  const all = [...renames.keys()].toSorted((a, b) => b.length - a.length).map((name) => name.replace(/[[\]+()]/g, '\\$&'));
  const pattern = new RegExp(`(?:${all.join('|')})(?!\\d)`, 'g');
  const rename = (text: string) => text.replace(pattern, (old) => renames.get(old) ?? old);
  return { trace: renameTexts(trace, rename), rename };
}

function guess(trace: Trace, word: Word, index: number, sourceLine: SourceLine | undefined): string | undefined {
  for (const step of trace.steps) {
    if (step.word !== index || step.place === undefined) continue;
    const [view, number] = expressionOf(step, rawSource(trace, step.place, sourceLine)) ?? [];
    if (view !== undefined) return `${view}[${number ?? word.offset / word.bytes}]`;
  }
  return undefined;
}

/** The view and the index that the line names where the step was taken. */
function expressionOf({ place }: Step, line: string): [view: string, index: string | undefined] | undefined {
  const from = place!.column - 1;
  const call = CALL.exec(line.slice(from).replace(/^Atomics\./, ''));
  if (call !== null) return [call[1]!, call[2]];
  // Of an assignment the place is that of its `=`: the element is what begins last before it.
  const element = [...line.matchAll(ELEMENT)].findLast((match) => match.index <= from);
  return element === undefined ? undefined : [element[1]!, element[2]];
}

function renameTexts(trace: Trace, rename: (text: string) => string): Trace {
  const { words, steps, threads, error, path } = trace;
  return {
    ...trace,
    words: words.map((word) => ({ ...word, name: rename(word.name) })),
    steps: steps.map((step) => ({ ...step, call: rename(step.call), ...(step.note === undefined ? {} : { note: rename(step.note) }) })),
    threads: threads.map((end) => (end.reason === undefined ? end : { ...end, reason: rename(end.reason) })),
    ...(path === undefined ? {} : { path: path.map((choice) => ({ ...choice, text: rename(choice.text) })) }),
    ...(error === undefined ? {} : { error: { ...error, message: rename(error.message) } }),
  };
}
