import type { Place, ThreadEnd } from '../report/trace.ts';
import { resultText, safeText } from '../report/value-text.ts';
import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';
import { knownPlace, stackOf } from './places.ts';
import { stateOf } from './stuck.ts';
import { threadName } from './trace-step.ts';
import type { TraceWords } from './trace-words.ts';
import * as t from './trie.ts';

const { NODE, NO_EVENT } = f;

/** The word that an awaiting thread waits for. */
function pendingWord({ explorer, graph, trie }: Exploration, words: TraceWords, thread: number): { word?: number } {
  const [head] = explorer.sleepers.pendingOf(thread, graph.lastOf(thread));
  return head === undefined ? {} : { word: words.of(trie.loc[graph.get(head, NODE)]!) };
}

/** How a thread stands at the end. `placeOf` tells where in the source it does a node. */
export function endOf(
  x: Exploration,
  words: TraceWords,
  thread: number,
  placeOf: (thread: number, node: number) => { place?: Place },
): ThreadEnd {
  const { explorer, graph, trie, values } = x;
  const name = threadName(x, thread);
  let node = explorer.nodeOf(thread);
  const last = graph.lastOf(thread);
  if (node < 0) node = last === NO_EVENT ? -1 : graph.get(last, NODE);
  const where = node < 0 ? {} : placeOf(thread, node);
  const place = where.place === undefined ? {} : { place: where.place };
  if (node >= 0 && trie.kind[node] === t.END) {
    const result = trie.extra.get(node);
    return { thread, name, state: 'finished', ...(result === undefined ? {} : { result: resultText(result) }), ...place };
  }
  if (node >= 0 && trie.kind[node] === t.THROW) {
    const error = trie.extra.get(node);
    const at = knownPlace(stackOf(error));
    return { thread, name, state: 'threw', error: safeText(error), ...(at === undefined ? place : { place: at }) };
  }
  if (node >= 0 && trie.kind[node] === t.KILLED) return { thread, name, state: 'killed' };
  const state = stateOf(x, thread);
  // Of a thread that has done nothing yet its next step may not be known.
  const loc = node >= 0 && trie.kind[node] !== t.UNKNOWN ? trie.loc[node]! : -1;
  const word = loc >= 0 ? { word: words.of(loc) } : {};
  const of = loc >= 0 ? words.list[words.of(loc)]!.name : '';
  switch (state) {
    case 'asleep':
      if (trie.kind[node] === t.TURN) {
        return {
          thread,
          name,
          state: 'asleep',
          reason: trie.a[node] === 0 ? 'awaiting a promise that nobody settles' : 'awaiting Atomics.waitAsync: nobody notifies it',
          ...pendingWord(x, words, thread),
          ...place,
        };
      }
      return {
        thread,
        name,
        state: 'asleep',
        reason: `asleep in Atomics.wait on ${of}, which was ${values.decode(trie.a[node]!)}: nobody wakes it`,
        ...word,
        ...place,
      };
    case 'locked':
      return { thread, name, state: 'waiting', reason: `waiting for ${of}`, ...word, ...place };
    case 'joining':
      return { thread, name, state: 'waiting', reason: `waiting for thread ${trie.a[node]} to end`, ...place };
    case 'spinning':
      return { thread, name, state: 'spinning', reason: `spinning until ${of} changes`, ...word, ...place };
    default:
      return { thread, name, state: 'running', ...place };
  }
}
