import * as explorerGraph from './explorer-graph.ts';
import { ExplorerGraph } from './explorer-graph.ts';
import * as f from './fields.ts';
import { SPAWNED } from './graph.ts';
import * as steps from './steps.ts';
import * as waits from './waits.ts';

const { AFTER, BEFORE, ENQUEUE, FLAGS, FROM, KIND, LOC, MARK, NODE, NO_EVENT, STUCK, VALUE } = f;
const { STAYS, WENT_ON } = steps;
const { ENDED, JOINED, SYNC } = explorerGraph;
const { OK } = waits;

/** Marks: where a thread begins or ends, and where it comes after what another one did, which ended, or woke it. The second layer of {@link Explorer}; a mark has no branches. */
export abstract class ExplorerMarks extends ExplorerGraph {
  /** A thread begins: what it does comes after the mark. */
  protected spawn(thread: number, node: number): number {
    const { graph, trie } = this;
    const child = trie.b[node]!;
    const event = this.add(MARK, thread, node, SPAWNED - child, SYNC);
    graph.set(event, AFTER, trie.child(node, 0));
    this.model.begin(event);
    graph.setSpawn(child, event);
    if (child >= this.threads) this.threads = child + 1;
    return WENT_ON;
  }

  /** Waits for a thread to end: the mark comes after its last event. */
  protected join(thread: number, node: number): number {
    const { graph, trie, model } = this;
    const other = trie.a[node]!;
    const last = graph.lastOf(other);
    if (last === NO_EVENT || graph.get(last, AFTER) !== f.STUCK || graph.get(last, KIND) !== MARK || graph.get(last, LOC) !== ENDED)
      return STAYS;
    const event = this.add(MARK, thread, node, JOINED, SYNC);
    graph.set(event, FROM, last);
    graph.set(event, AFTER, trie.child(node, this.values.encode(graph.get(last, NODE))));
    graph.depend(event, last);
    model.begin(event);
    model.addMark(event, last);
    return WENT_ON;
  }

  /** The end of a thread, which others may wait for. Only where threads are spawned; elsewhere it is no event. */
  protected end(thread: number, node: number): number {
    if (this.graph.spawnOf(thread) === NO_EVENT) return STAYS;
    const event = this.add(MARK, thread, node, ENDED, SYNC);
    this.graph.set(event, AFTER, STUCK);
    this.model.begin(event);
    this.mustRescan = true;
    return STAYS;
  }

  /** A sleeper goes on once a notification took it off the list. */
  protected wake(thread: number, node: number): number {
    const { graph, model } = this;
    let enqueued = graph.lastOf(thread);
    while ((graph.get(enqueued, FLAGS) & ENQUEUE) === 0) enqueued = graph.get(enqueued, BEFORE);
    const ticket = this.sleepers.ticketOf(enqueued);
    let by = graph.coNext(enqueued);
    while (by !== NO_EVENT && this.values.decodeList(graph.get(by, VALUE)).includes(ticket)) by = graph.coNext(by);
    if (by === NO_EVENT) return STAYS;
    const event = this.add(MARK, thread, node, graph.get(enqueued, LOC), SYNC);
    graph.set(event, FROM, by);
    graph.set(event, AFTER, this.trie.child(node, this.values.encode(OK)));
    graph.depend(event, by);
    model.begin(event);
    model.addMark(event, by);
    return WENT_ON;
  }

  /** A notification took the wait of the chosen promise off the list: its job runs. */
  protected deliver(thread: number, choice: number, node: number): number {
    const { graph, model } = this;
    const by = this.sleepers.notifierOf(this.sleepers.headOf(choice));
    if (by === NO_EVENT) return STAYS;
    const event = this.add(MARK, thread, node, -1, SYNC);
    graph.set(event, FROM, by);
    graph.set(event, AFTER, this.trie.child(node, graph.get(choice, VALUE)));
    graph.depend(event, by);
    model.begin(event);
    model.addMark(event, by);
    return WENT_ON;
  }
}
