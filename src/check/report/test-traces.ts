/** Traces made by hand, for tests of what shows them. */
import { TRACE_VERSION, type Place, type Step, type ThreadEnd, type Trace, type Word } from './trace.ts';

const FILE = 'file:///project/src/mutex.check.ts';

/** The text of that file, by line. */
export const SOURCE: Readonly<Record<number, string>> = {
  12: 'while (Atomics.exchange(state, 0, LOCKED) !== UNLOCKED) {',
  13: '  Atomics.wait(state, 0, LOCKED);',
  18: 'Atomics.store(state, 0, UNLOCKED);',
  17: 'Atomics.notify(state, 0, 1); // too early',
  30: 'Atomics.store(x, 0, 1);',
  31: 'return Atomics.load(y, 0);',
  40: 'data[0] = 42;',
  41: 'return data[0];',
};

export const sourceLine = (file: string, line: number): string | undefined => (file === FILE ? SOURCE[line] : undefined);

export const place = (line: number, column = 3): Place => ({ file: FILE, line, column });

type Draft = Omit<Step, 'id' | 'index'>;

/** Numbers the steps. */
function steps(...drafts: readonly Draft[]): Step[] {
  const indexes = new Map<number, number>();
  return drafts.map((draft, id) => {
    const index = indexes.get(draft.thread) ?? 0;
    indexes.set(draft.thread, index + 1);
    return { ...draft, id, index };
  });
}

const word = (name: string, offset = 0): Word => ({ name, buffer: 0, offset, bytes: 4, initial: '0' });
const finished = (thread: number, result = 'undefined'): ThreadEnd => ({ thread, name: `thread ${thread}`, state: 'finished', result });

/** A lost wake-up: the unlock notifies before it stores. */
export const deadlock: Trace = {
  version: TRACE_VERSION,
  check: 'a mutex that notifies too early',
  model: 'js',
  execution: 37,
  threads: [
    finished(0),
    {
      thread: 1,
      name: 'thread 1',
      state: 'asleep',
      reason: 'asleep in Atomics.wait on state[0], expecting 1',
      word: 0,
      place: place(13),
    },
  ],
  words: [word('state[0]')],
  steps: steps(
    { thread: 0, kind: 'rmw', call: 'Atomics.exchange', word: 0, read: '0', written: '1', readsFrom: -1, follows: -1, place: place(12) },
    { thread: 1, kind: 'rmw', call: 'Atomics.exchange', word: 0, read: '1', written: '1', readsFrom: 0, follows: 0, place: place(12) },
    { thread: 0, kind: 'notify', call: 'Atomics.notify', word: 0, read: '0', place: place(17) },
    { thread: 1, kind: 'wait', call: 'Atomics.wait', word: 0, read: '1', readsFrom: 1, place: place(13) },
    { thread: 0, kind: 'write', call: 'Atomics.store', word: 0, written: '0', follows: 1, place: place(18) },
  ),
  synchronizes: [[0, 1]],
  error: { kind: 'deadlock', message: 'thread 1 sleeps for ever', steps: [], threads: [1] },
};

/** Two plain accesses of one word. */
export const race: Trace = {
  version: TRACE_VERSION,
  check: 'publishing without a flag',
  model: 'js',
  threads: [finished(0), finished(1, '0')],
  words: [word('data[0]')],
  steps: steps(
    { thread: 0, kind: 'write', call: 'data[0] =', order: 'plain', word: 0, written: '42', follows: -1, place: place(40) },
    { thread: 1, kind: 'read', call: 'data[0]', order: 'plain', word: 0, read: '0', readsFrom: -1, place: place(41, 10) },
  ),
  synchronizes: [],
  error: { kind: 'dataRace', message: 'data race on data[0]', steps: [0, 1], threads: [0, 1] },
};

/** Store buffering under TSO: both read what is no longer there. */
export const storeBuffering: Trace = {
  version: TRACE_VERSION,
  check: 'store buffering',
  model: 'tso',
  threads: [finished(0, '0'), finished(1, '0')],
  words: [word('x[0]'), word('y[0]', 4)],
  steps: steps(
    { thread: 0, kind: 'write', call: 'Atomics.store', word: 0, order: 'relaxed', written: '1', follows: -1, place: place(30) },
    { thread: 1, kind: 'write', call: 'Atomics.store', word: 1, order: 'relaxed', written: '1', follows: -1, place: place(30) },
    { thread: 0, kind: 'read', call: 'Atomics.load', word: 1, order: 'relaxed', read: '0', readsFrom: -1, place: place(31) },
    { thread: 1, kind: 'read', call: 'Atomics.load', word: 0, order: 'relaxed', read: '0', readsFrom: -1, place: place(31) },
  ),
  synchronizes: [],
  error: { kind: 'assertion', message: 'both read 0', steps: [], threads: [] },
};

/** Many threads, each of which adds one. */
export function crowd(count: number): Trace {
  const threads = Array.from({ length: count }, (_, thread) => thread);
  return {
    version: TRACE_VERSION,
    check: 'a crowd',
    model: 'js',
    threads: threads.map((thread) => finished(thread, String(thread))),
    words: [word('x[0]')],
    steps: steps(
      ...threads.map((thread): Draft => {
        return {
          thread,
          kind: 'rmw',
          call: 'Atomics.add',
          word: 0,
          read: String(thread),
          written: String(thread + 1),
          readsFrom: thread - 1,
          follows: thread - 1,
          place: place(30),
        };
      }),
    ),
    synchronizes: [],
  };
}

/** A candidate of a litmus test, and what a model says of it. */
export function litmus(verdict: 'allowed' | 'forbidden', test = 'SB'): Trace {
  const state = verdict === 'forbidden' ? 'x=0; y=0;' : 'x=0; y=1;';
  const { error, ...rest } = storeBuffering;
  return {
    ...rest,
    check: `${test}: ${state}`,
    model: 'sc',
    outcome: { state, verdict, ...(verdict === 'forbidden' ? { axiom: 'sc' } : {}) },
    ...(verdict === 'forbidden' ? { error: { ...error!, kind: verdict, message: 'It is forbidden:\n1. a cycle' } } : {}),
  };
}
