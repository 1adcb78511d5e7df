import { nameOf } from './ends.ts';
import { shortPlace } from './places.ts';
import { stepNumber } from './step-text.ts';
import { clean, columns, type Paint } from './text.ts';
import type { Trace } from './trace.ts';
import { valueText } from './values.ts';
import { wordsAfter } from './words.ts';

/** The words of memory after the first `count` steps: what each held at first, what it holds, who wrote that. `changed` names the step whose effect is to be seen: `0 → 1`. */
export function wordsTable(trace: Trace, count: number, paint: Paint, changed?: number): string[] {
  if (trace.words.length === 0) return [];
  const before = changed === undefined ? undefined : wordsAfter(trace, changed);
  const rows = wordsAfter(trace, count).map(({ value, writer }, i) => {
    const word = trace.words[i]!;
    const { name, initial } = word;
    const step = trace.steps[writer];
    const old = before?.[i]!.value;
    const text = valueText(word, value);
    const shown = clean(old !== undefined && writer === changed ? `${valueText(word, old)} → ${text}` : text);
    return [
      `  ${clean(name)}`,
      clean(valueText(word, initial)),
      writer === changed && changed !== undefined ? paint.bold(shown) : shown,
      step === undefined ? paint.dim('nobody') : paint.thread(step.thread, `${nameOf(trace, step.thread)}, step ${stepNumber(step.id)}`),
      step?.place === undefined ? '' : paint.dim(shortPlace(step.place)),
    ];
  });
  return columns([
    ['  word', 'initial', count >= trace.steps.length ? 'last' : 'now', 'written by', ''].map((title) => paint.dim(title)),
    ...rows,
  ]);
}
