import type { Finding } from './engine/exploration.ts';
import type { Trace } from './report/trace.ts';
import { messageOf } from './report/value-text.ts';
import type { ErrorKind } from './result.ts';

/** What is wrong, in a sentence. */
export function describeFinding(found: Finding, kind: ErrorKind, trace: Trace, steps: readonly number[]): string {
  const [a, b] = steps.map((step) => trace.steps[step]);
  const word = (step: typeof a): string => (step?.word === undefined ? 'a word' : trace.words[step.word]!.name);
  const names = found.threads.map((thread) => trace.threads.find((end) => end.thread === thread)?.name ?? `thread ${thread}`);
  switch (kind) {
    case 'dataRace':
      return `${names.join(' and ')} access ${word(b)} without either happening before the other: ${call(a)} and ${call(b)}`;
    case 'deadlock':
      return `${names.join(' and ')} ${names.length === 1 ? 'waits' : 'wait'} for what cannot come any more`;
    case 'livelock':
      return `${names.join(' and ')} ${names.length === 1 ? 'spins' : 'spin'} for ever: nobody is left to change what ${names.length === 1 ? 'it reads' : 'they read'}`;
    case 'nondeterminism':
      return found.message!;
    case 'useAfterFree':
      if (found.inFinally === true) return `${messageOf(found.thrown)}${byWhom(names)}`;
      if (names.length === 1) return `memory is used after it was freed: ${names[0]} uses what the set-up of the program had freed`;
      return usedAfterFree(a?.kind === 'free' ? names.toReversed() : names);
    case 'doubleFree':
      if (found.inFinally === true) return `${messageOf(found.thrown)}${byWhom(names)}`;
      if (names.length === 1) return `a block of the heap is freed twice, by the set-up of the program and ${names[0]}`;
      return `a block of the heap is freed twice, by ${[...new Set(names)].join(' and ')}`;
    default:
      return messageOf(found.thrown) + hintOn(found.thrown);
  }
}

/** What engines say when an `Atomics` function that is not instrumented is given a simulated array. */
const NO_TYPED_ARRAY = /integer (?:shared )?typed array|invalid array type/;

function hintOn(thrown: unknown): string {
  if (!(thrown instanceof TypeError) || !NO_TYPED_ARRAY.test(messageOf(thrown))) return '';
  return ' If it is one: functions that were taken out of `Atomics` before the check (`const { load } = Atomics`) do not know simulated memory. Write `Atomics.load(…)`, or take them inside the program; if a package does it: lockwright check --instrument PACKAGE';
}

function call(step: Trace['steps'][number] | undefined): string {
  return step === undefined ? 'an access' : step.call;
}

/** Nobody is named for what the set-up or `finally` itself has freed. */
function byWhom(names: readonly string[]): string {
  return names.length === 0 ? '' : `, by ${names.join(' and ')}`;
}

function usedAfterFree([user, freer]: readonly string[]): string {
  return `memory is used after it was freed: what ${user} does does not happen before ${freer === user ? 'it' : freer} frees it`;
}
