import { shortPlace } from './places.ts';
import { writerText } from './step-text.ts';
import { clean } from './text.ts';
import type { Step, ThreadEnd, Trace } from './trace.ts';
import { valueText } from './values.ts';
import { wordsAfter } from './words.ts';

/** What stands there if the engine gave no reason. */
const STATES: Readonly<Record<ThreadEnd['state'], string>> = {
  finished: 'finished',
  threw: 'threw',
  asleep: 'is asleep',
  waiting: 'is waiting',
  spinning: 'spins',
  blocked: 'is blocked',
  killed: 'was ended from outside',
  running: 'was running',
};

/** Whether the thread can not go on although it has not ended. */
export function isStuck({ state }: ThreadEnd): boolean {
  return state === 'asleep' || state === 'waiting' || state === 'spinning' || state === 'blocked';
}

/** Why a thread stands where it does: `thread 1 is asleep in Atomics.wait on x[0], expecting 1 (now 0)`. */
export function describeEnd(trace: Trace, end: ThreadEnd): string {
  const parts = [`${end.name} ${end.reason === undefined ? STATES[end.state] : reasonText(end)}`];
  if (end.state === 'threw' && end.error !== undefined && !parts[0]!.includes(end.error)) parts.push(`: ${end.error}`);
  if (end.state === 'finished' && end.result !== undefined && end.result !== 'undefined') parts.push(`, returned ${end.result}`);
  const word = end.word === undefined ? undefined : trace.words[end.word];
  if (isStuck(end) && word !== undefined) {
    const value = valueText(word, wordsAfter(trace, trace.steps.length)[end.word!]!.value);
    parts.push(parts[0]!.includes(word.name) ? ` (now ${value})` : `, on ${word.name} (now ${value})`);
  }
  return clean(parts.join(''));
}

function reasonText({ state, reason }: ThreadEnd): string {
  const state1 = STATES[state];
  if (reason!.startsWith(state1)) return reason!;
  // `asleep in Atomics.wait` becomes `is asleep in Atomics.wait`; `waits for thread 2` stays.
  return state1.startsWith('is ') && reason!.startsWith(state1.slice('is '.length)) ? `is ${reason}` : reason!;
}

/** For each word that a stuck thread waits for: who changed it last, and whether that woke anybody. */
export function describeLastChanges(trace: Trace): string[] {
  const waitedFor = new Set(trace.threads.flatMap((end) => (isStuck(end) && end.word !== undefined ? [end.word] : [])));
  const states = wordsAfter(trace, trace.steps.length);
  return [...waitedFor].map((word) => {
    const { name, initial } = trace.words[word]!;
    const text = (value: string | undefined) => valueText(trace.words[word], value ?? '?');
    const step = trace.steps[states[word]!.writer];
    if (step === undefined) return clean(`nobody changed ${name}: it is still ${text(initial)}`);
    const before = wordsAfter(trace, step.id)[word]!.value;
    const place = step.place === undefined ? '' : ` at ${shortPlace(step.place)}`;
    return clean(
      `last change of ${name}: ${text(before)} → ${text(step.written)} by ${nameOf(trace, step.thread)} in ${writerText(step.id)}${place}${wakeText(trace, step)}`,
    );
  });
}

/** Whether the writer notified the word after its write. */
function wakeText(trace: Trace, write: Step): string {
  const notices = trace.steps.filter(({ kind, word, id }) => kind === 'notify' && word === write.word && id > write.id);
  if (notices.length === 0)
    return trace.steps.some(({ kind, word }) => kind === 'wait' && word === write.word) ? ', which no notify followed' : '';
  const woke = notices.findLast(({ read }) => read !== '0');
  return woke === undefined
    ? `; the notify after it (${writerText(notices[0]!.id)}) woke nobody`
    : `; ${writerText(woke.id)} then woke ${woke.read ?? 'others'}`;
}

export function nameOf(trace: Trace, thread: number): string {
  return trace.threads.find((end) => end.thread === thread)?.name ?? `thread ${thread}`;
}
