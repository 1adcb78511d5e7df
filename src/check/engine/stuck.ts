import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';
import * as t from './trie.ts';

const { ASLEEP, BEFORE, KIND, LOC, NODE, NO_EVENT, READ, THREAD, UREAD, VALUE } = f;

/** Why a thread that has not ended does not go on; `cut`: it would go on, or what it waits for is told by another execution. */
export function stateOf(x: Exploration, thread: number): 'asleep' | 'locked' | 'joining' | 'spinning' | 'cut' {
  const { explorer, graph, trie } = x;
  const node = explorer.nodeOf(thread);
  const last = graph.lastOf(thread);
  if (x.isToBeEnded(thread)) return 'cut';
  if (node < 0) {
    if (node === ASLEEP) return 'asleep';
    if (node === f.PENDING_TURN) return explorer.sleepers.couldGoOn(thread) ? 'cut' : 'asleep';
    return last !== NO_EVENT && trie.kind[graph.get(last, NODE)] === t.LOCK ? 'locked' : 'cut';
  }
  if (trie.kind[node] === t.TURN) return 'asleep';
  if (trie.kind[node] === t.JOIN) return 'joining';
  if (trie.spin[node] !== t.SPINS) return 'cut';
  return sawTheLatest(x, thread, node) ? 'spinning' : 'cut';
}

/** Whether a spinning thread would read the same in one more round: the values of its last one are those that are there in the end, and time has passed if it looks at a clock. */
function sawTheLatest({ graph, trie, values }: Exploration, thread: number, node: number): boolean {
  for (let e = graph.lastOf(thread); e !== NO_EVENT && graph.get(e, THREAD) === thread; e = graph.get(e, BEFORE)) {
    const kind = graph.get(e, KIND);
    const of = graph.get(e, NODE);
    if (trie.kind[of] === t.TIME && values.decode(graph.get(e, VALUE)) === 0) return false;
    if (kind !== READ && kind !== UREAD) continue;
    if (graph.valueOf(graph.latest(graph.get(e, LOC))) !== graph.get(e, VALUE)) return false;
    if (trie.kind[of] === trie.kind[node] && trie.loc[of] === trie.loc[node]) return true;
  }
  return true;
}
