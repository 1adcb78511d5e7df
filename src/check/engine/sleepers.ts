import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import type { Locations } from './locations.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import type { Values } from './values.ts';
import { optionsOf } from './waits.ts';

const { AFTER, BEFORE, CHOICE, FLAGS, HEAD, INDEX, KIND, NODE, NO_EVENT, PENDING_ENQUEUE, THREAD, VALUE } = f;
const { TURN, WAIT_ASYNC } = t;

/** Waits of one thread in one execution, at most. */
const TICKETS = 65536;

/** Who sleeps where, and who wakes them, as the graph tells it. Nothing is kept: each question costs a walk along the thread or the list of sleepers. */
export class Sleepers {
  readonly graph: Graph;
  readonly trie: Trie;
  readonly values: Values;
  readonly locations: Locations;

  constructor(graph: Graph, parts: { trie: Trie; values: Values; locations: Locations }) {
    this.graph = graph;
    this.trie = parts.trie;
    this.values = parts.values;
    this.locations = parts.locations;
  }

  /** Where it is kept who sleeps, for the wait that an event belongs to. */
  listOf(event: number): number {
    const head = this.headOf(event);
    const node = this.graph.get(head, NODE);
    return this.locations.waitersOf(this.trie.loc[node]!, this.trie.part[node]!);
  }

  /** What stands in the list of sleepers for the wait that an event belongs to. */
  ticketOf(event: number): number {
    const head = this.headOf(event);
    return this.graph.get(head, THREAD) * TICKETS + this.graph.get(head, INDEX);
  }

  /** The look at the word of the wait that an event belongs to: of a turn of the event loop, of the promise that it settles. */
  headOf(event: number): number {
    const { graph, trie } = this;
    let e = event;
    if (trie.kind[graph.get(event, NODE)] === TURN) {
      while (graph.get(e, KIND) !== CHOICE) e = graph.get(e, BEFORE);
      const node = graph.get(e, NODE);
      const { index } = optionsOf(trie.a[node]!, trie.b[node]!)[this.values.decode(graph.get(e, VALUE)) as number]!;
      return this.pendingOf(graph.get(e, THREAD), e)[index]!;
    }
    while ((graph.get(e, FLAGS) & HEAD) === 0) e = graph.get(e, BEFORE);
    return e;
  }

  /** The waits of an async thread whose promises are not settled before `until`, oldest first: their looks at the word. */
  pendingOf(thread: number, until: number): number[] {
    const { graph, trie } = this;
    const events: number[] = [];
    for (let e = graph.get(until, BEFORE); e !== NO_EVENT && graph.get(e, THREAD) === thread; e = graph.get(e, BEFORE)) events.unshift(e);
    const pending: number[] = [];
    for (const e of events) {
      const node = graph.get(e, NODE);
      if (trie.kind[node] === WAIT_ASYNC && (graph.get(e, FLAGS) & HEAD) !== 0 && graph.get(e, AFTER) === PENDING_ENQUEUE) pending.push(e);
      if (trie.kind[node] === TURN && graph.get(e, KIND) === CHOICE) {
        pending.splice(optionsOf(trie.a[node]!, trie.b[node]!)[this.values.decode(graph.get(e, VALUE)) as number]!.index, 1);
      }
    }
    return pending;
  }

  /** The notification that took a wait off its list; NO_EVENT if none has. */
  notifierOf(head: number): number {
    const { graph } = this;
    const ticket = graph.get(head, THREAD) * TICKETS + graph.get(head, INDEX);
    let by = graph.latest(this.listOf(head));
    let first = NO_EVENT;
    for (; by >= 0; by = graph.coPrevious(by)) {
      if (this.values.decodeList(graph.get(by, VALUE)).includes(ticket)) return first;
      first = by;
    }
    return NO_EVENT;
  }

  /** Whether a promise of a thread that awaits could be settled. */
  couldGoOn(thread: number): boolean {
    const { graph, trie } = this;
    const choice = graph.lastOf(thread);
    const node = graph.get(choice, NODE);
    return trie.b[node] !== 0 || this.pendingOf(thread, choice).some((head) => this.notifierOf(head) !== NO_EVENT);
  }
}
