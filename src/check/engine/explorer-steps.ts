import * as alternatives from './alternatives.ts';
import * as explorerGraph from './explorer-graph.ts';
import { ExplorerReads } from './explorer-reads.ts';
import * as f from './fields.ts';
import * as steps from './steps.ts';
import * as t from './trie.ts';
import { optionsOf } from './waits.ts';

const {
  AFTER,
  ASLEEP,
  CHOICE,
  ENQUEUE,
  FENCE_EVENT,
  KIND,
  NODE,
  NO_EVENT,
  PENDING_CHOICE,
  PENDING_ENQUEUE,
  PENDING_REMOVAL,
  PENDING_TURN,
  PENDING_WRITE,
  REMOVAL,
  THREAD,
  VALUE,
} = f;
const { CAS, CHOOSE, END, FENCE, FREE, JOIN, LOAD, LOCK, NOTIFY, RMW, SPAWN, STORE, TURN, UNKNOWN, UNLOCK, WAIT, WAIT_ASYNC } = t;
const { DROP, STAYS, WENT_ON } = steps;
const { SYNC } = explorerGraph;
const { CHOOSE_VALUE } = alternatives;

/** What a thread does next, or what is left of what it does: the fifth layer of {@link Explorer}. Choices and fences are here, too; a choice has a branch for each of its values. */
export abstract class ExplorerSteps extends ExplorerReads {
  /** One step of a thread. */
  step(thread: number): number {
    const { graph, trie } = this;
    const last = graph.lastOf(thread);
    const node = last === NO_EVENT ? this.rootOf(thread) : graph.get(last, AFTER);
    if (node < 0) return last === NO_EVENT ? STAYS : this.resume(thread, last, node);
    if (trie.spin[node] !== t.GOES_ON && trie.kind[node] !== UNKNOWN && this.host.isSpin(thread, node)) return STAYS;
    switch (trie.kind[node]) {
      case UNKNOWN:
        return this.host.runLive(thread, node);
      case LOAD:
      case CAS:
      case RMW:
      case LOCK:
        return this.read(thread, node, trie.loc[node]!);
      case STORE:
        return trie.part[node] === 0
          ? this.store(thread, node, trie.loc[node]!, trie.a[node]!, trie.order[node]!)
          : this.read(thread, node, trie.loc[node]!);
      case UNLOCK:
        return this.store(thread, node, trie.loc[node]!, this.values.encode(0), SYNC);
      case FREE:
        return this.#free(thread, node);
      case WAIT:
      case WAIT_ASYNC:
        return this.read(thread, node, trie.loc[node]!);
      case TURN:
        // Without a promise of ours it awaits something that does not come.
        return trie.a[node] === 0 ? STAYS : this.#choose(thread, node, optionsOf(trie.a[node]!, trie.b[node]!).length);
      case NOTIFY:
        return this.read(thread, node, trie.loc[node]!);
      case FENCE:
        return this.#other(thread, node, FENCE_EVENT, trie.order[node]!);
      case CHOOSE:
        return this.#choose(thread, node, trie.a[node]!);
      case t.TIME:
        return this.#choose(thread, node, 2);
      case t.DIE:
        return this.#choose(thread, node, this.#killed() < this.mostKilled ? 2 : 1);
      case SPAWN:
        return this.spawn(thread, node);
      case JOIN:
        return this.join(thread, node);
      case END:
      case t.THROW:
      case t.KILLED:
        return this.end(thread, node);
      default:
        return STAYS;
    }
  }

  protected resume(thread: number, last: number, after: number): number {
    const { graph, trie } = this;
    const node = graph.get(last, NODE);
    switch (after) {
      case PENDING_WRITE:
        return this.update(thread, last, node);
      case PENDING_ENQUEUE:
        return this.read(thread, node, this.locations.waitersOf(trie.loc[node]!, trie.part[node]!), ENQUEUE);
      case PENDING_CHOICE:
        return this.#choose(thread, node, 2);
      case PENDING_REMOVAL:
        return this.read(thread, node, this.sleepers.listOf(last), REMOVAL);
      case PENDING_TURN:
        return this.deliver(thread, last, node);
      case ASLEEP:
        return this.wake(thread, node);
      default:
        return STAYS;
    }
  }

  /** An event that is of no location. */
  #other(thread: number, node: number, kind: number, order: number): number {
    const event = this.add(kind, thread, node, -1, order);
    this.graph.set(event, AFTER, this.trie.child(node, 0));
    this.model.begin(event);
    return this.model.addOther(event) ? WENT_ON : DROP;
  }

  /** The end of a block of memory. */
  #free(thread: number, node: number): number {
    const event = this.add(FENCE_EVENT, thread, node, -1, 0);
    this.graph.set(event, AFTER, this.trie.child(node, 0));
    this.model.begin(event);
    if (!this.host.onFree(event)) this.stopped = true;
    return WENT_ON;
  }

  /** One of `n` values, without anything that others could notice. */
  #choose(thread: number, node: number, n: number): number {
    const event = this.add(CHOICE, thread, node, -1, 0);
    this.model.begin(event);
    const { top } = this.alternatives;
    const most = this.symmetry?.mostChosen(event) ?? n - 1;
    for (let value = Math.min(most, n - 1); value > 0; value--) this.alternatives.push(CHOOSE_VALUE, event, value);
    this.alternatives.share(top);
    return this.chosen(event, 0);
  }

  /** The choice has that value. */
  protected chosen(event: number, value: number): number {
    const { graph, trie } = this;
    const node = graph.get(event, NODE);
    graph.set(event, VALUE, this.values.encode(value));
    if (trie.kind[node] === TURN) {
      const after = optionsOf(trie.a[node]!, trie.b[node]!)[value]!.timesOut ? PENDING_REMOVAL : PENDING_TURN;
      graph.set(event, AFTER, after);
      return this.resume(graph.get(event, THREAD), event, after);
    }
    if (trie.kind[node] !== WAIT) {
      graph.set(event, AFTER, trie.child(node, this.values.encode(value)));
      return WENT_ON;
    }
    const after = value === 0 ? ASLEEP : PENDING_REMOVAL;
    graph.set(event, AFTER, after);
    return this.resume(graph.get(event, THREAD), event, after);
  }

  /** Threads that were killed. A revisit never takes one back, so that there are never more of them before it than after. */
  #killed(): number {
    const { graph, trie } = this;
    let killed = 0;
    for (let e = 0; e < graph.size; e++)
      if (graph.get(e, KIND) === CHOICE && trie.kind[graph.get(e, NODE)] === t.DIE && graph.get(e, VALUE) !== 0) killed++;
    return killed;
  }
}
