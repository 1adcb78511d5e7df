import type { StepKind } from '../report/trace.ts';
import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';
import { rmwName } from './operations.ts';
import * as t from './trie.ts';
import { FREE, type TraceWords } from './trace-words.ts';

const { BEFORE, FLAGS, HEAD, KIND, NODE, ORDER, REMOVAL, THREAD, UREAD, UWRITE, VALUE, WRITE } = f;

/** What a step is. */
export function kindOf({ graph, trie }: Exploration, e: number): StepKind {
  const kind = graph.get(e, KIND);
  const flags = graph.get(e, FLAGS);
  switch (trie.kind[graph.get(e, NODE)]) {
    case t.TURN:
    case t.WAIT_ASYNC:
    case t.WAIT:
      return (flags & HEAD) !== 0 ? 'wait' : (flags & REMOVAL) !== 0 ? 'timeout' : 'wake';
    case t.NOTIFY:
      return 'notify';
    case t.LOCK:
      return 'lock';
    case t.UNLOCK:
      return 'unlock';
    case t.SPAWN:
      return 'spawn';
    case t.JOIN:
      return 'join';
    case t.CHOOSE:
      return 'choose';
    case t.TIME:
      return 'choose';
    case t.DIE:
      return 'kill';
    case t.FREE:
      return 'free';
    case t.FENCE:
      return 'fence';
    case t.END:
      return 'end';
    case t.THROW:
      return 'throw';
    case t.KILLED:
      return 'end';
    default:
      return kind === UREAD ? 'rmw' : kind === WRITE ? 'write' : 'read';
  }
}

/** What was called. */
export function callOf({ graph, trie, locations }: Exploration, e: number): string {
  const node = graph.get(e, NODE);
  const of = locations.all[trie.loc[node]!]?.kind;
  if (of === 'termination') return 'terminate';
  if (of === 'end') return trie.kind[node] === t.LOAD ? 'isFinished' : 'end';
  const plain = (graph.get(e, ORDER) & 1) === 0;
  switch (trie.kind[node]) {
    case t.LOAD:
      return plain ? 'read' : 'Atomics.load';
    case t.STORE:
      return plain ? 'write' : 'Atomics.store';
    case t.RMW:
      return `Atomics.${rmwName(trie.b[node]!)}`;
    case t.CAS:
      return 'Atomics.compareExchange';
    case t.WAIT:
      return 'Atomics.wait';
    case t.WAIT_ASYNC:
    case t.TURN:
      return 'Atomics.waitAsync';
    case t.NOTIFY:
      return 'Atomics.notify';
    default:
      return t.KIND_NAMES[trie.kind[node]!]!;
  }
}

/** What was read, and what was written. */
export function valuesOf(x: Exploration, words: TraceWords, e: number): { read?: string; written?: string } {
  const { graph, trie, values } = x;
  const kind = graph.get(e, KIND);
  const node = graph.get(e, NODE);
  const word = graph.get(e, VALUE);
  switch (trie.kind[node]) {
    case t.NOTIFY:
      return { read: String(Math.min(values.decodeList(word).length, trie.a[node]!)) };
    case t.CHOOSE:
      return { read: words.text(word) };
    case t.TIME:
      return { read: values.decode(word) === 0 ? 'no time has passed' : 'much time has passed' };
    case t.LOAD:
    case t.RMW:
    case t.CAS:
      return { read: words.text(word) };
    case t.WAIT_ASYNC:
    case t.WAIT:
      return (graph.get(e, FLAGS) & HEAD) !== 0 ? { read: words.text(word) } : {};
    case t.STORE:
      return kind === WRITE ? { written: words.text(word) } : { read: words.text(word) };
    case t.LOCK:
      return isTaken(x, e) ? { written: `held by ${threadName(x, graph.get(e, THREAD))}` } : {};
    case t.UNLOCK:
      return { written: FREE };
    default:
      return {};
  }
}

/** Which thread is spawned or joined. */
export function noteOf(x: Exploration, e: number, node: number): { note?: string } {
  const { graph, explorer, trie } = x;
  if (trie.kind[node] === t.JOIN) return { note: threadName(x, trie.a[node]!) };
  if (trie.kind[node] !== t.SPAWN) return {};
  for (let thread = 0; thread < explorer.threads; thread++) if (graph.spawnOf(thread) === e) return { note: threadName(x, thread) };
  return {};
}

/** What a thread is called. */
export function threadName({ runner }: Exploration, thread: number): string {
  return runner.known.names[thread] ?? `thread ${thread}`;
}

/** Whether the lock has been taken, and is not only waited for: then its write follows. */
function isTaken({ graph }: Exploration, e: number): boolean {
  for (let next = e + 1; next < graph.size; next++) if (graph.get(next, BEFORE) === e) return graph.get(next, KIND) === UWRITE;
  return false;
}
