import * as alternatives from './alternatives.ts';
import { ExplorerMarks } from './explorer-marks.ts';
import * as f from './fields.ts';
import { apply } from './operations.ts';
import * as steps from './steps.ts';
import * as t from './trie.ts';
import * as waits from './waits.ts';

const {
  AFTER,
  ASLEEP,
  BEFORE,
  CHOICE,
  ENQUEUE,
  FENCE_EVENT,
  FLAGS,
  FROM,
  KIND,
  LOC,
  MARK,
  NODE,
  NO_EVENT,
  ORDER,
  PENDING_CHOICE,
  PENDING_WRITE,
  READ,
  REMOVAL,
  STUCK,
  THREAD,
  UNPLACED,
  UREAD,
  UWRITE,
  VALUE,
  WRITE,
} = f;
const { CAS, LOCK, NOTIFY, RMW, STORE, TURN, WAIT, WAIT_ASYNC } = t;
const { DROP, WENT_ON } = steps;
const { PLACE_AFTER, REVISIT } = alternatives;
const { OK, TIMED_OUT } = waits;

/** Writes, alone or as the second half of a read-modify-write: the third layer of {@link Explorer}. Each has a branch for each place in the order of writes, and one for each read that was there before it and could read from it; those cost a walk back over the graph. */
export abstract class ExplorerWrites extends ExplorerMarks {
  /** A write that is no half of anything. */
  protected store(thread: number, node: number, loc: number, value: number, order: number): number {
    const { graph, trie, model } = this;
    const event = this.add(WRITE, thread, node, loc, order);
    graph.set(event, VALUE, value);
    graph.set(event, AFTER, trie.child(node, 0));
    model.begin(event);
    const { top } = this.alternatives;
    this.#pushRevisits(event, event);
    let count = model.places(event, this.found);
    if (this.symmetry !== undefined) count = this.symmetry.keepPlaces(event, this.found, count);
    for (let i = count - 1; i > 0; i--) this.alternatives.push(PLACE_AFTER, event, this.found[i]!);
    this.alternatives.share(top);
    if (count === 0) return DROP;
    return this.placeAfter(event, this.found[0]!);
  }

  /** The write comes right after another in the order of writes. */
  protected placeAfter(event: number, after: number): number {
    this.graph.place(event, after);
    if (!this.model.addWrite(event)) return DROP;
    return this.#afterWrite(event);
  }

  /** What follows a write that is in its place. */
  #afterWrite(event: number): number {
    const { graph } = this;
    const after = graph.get(event, AFTER);
    if (this.judgesRaces && graph.get(event, KIND) === WRITE && !this.host.onAccess(event)) this.stopped = true;
    return after === PENDING_CHOICE ? this.resume(graph.get(event, THREAD), event, after) : WENT_ON;
  }

  /** The write half of a read-modify-write. */
  protected update(thread: number, read: number, node: number): number {
    const { graph, model } = this;
    const flags = graph.get(read, FLAGS) & (ENQUEUE | REMOVAL);
    const source = graph.get(read, FROM);
    const event = this.add(UWRITE, thread, node, graph.get(read, LOC), graph.get(read, ORDER));
    graph.set(event, FLAGS, flags);
    graph.set(event, VALUE, this.#updated(read, node));
    const next = graph.coNext(source);
    if (next !== NO_EVENT && graph.get(next, KIND) === UWRITE) return this.#contradict(event, next);
    graph.set(event, AFTER, this.afterUpdate(read, node));
    model.begin(event);
    const { top } = this.alternatives;
    this.#pushRevisits(event, event);
    this.alternatives.share(top);
    graph.place(event, source);
    if (!model.addWrite(event)) return DROP;
    return this.#afterWrite(event);
  }

  /** The value that a read-modify-write leaves. */
  #updated(read: number, node: number): number {
    const { graph, trie, values } = this;
    const old = graph.get(read, VALUE);
    switch (trie.kind[node]) {
      case RMW:
        return apply.rmw(values, old, trie.b[node]!, trie.a[node]!, trie.part[node]!);
      case CAS:
        return apply.exchange(values, old, trie.b[node]!, trie.part[node]!);
      case STORE:
        return apply.exchange(values, old, trie.a[node]!, trie.part[node]!);
      case LOCK:
        return values.encode(1);
      case NOTIFY: {
        const list = values.decodeList(old);
        return values.encodeList(list.slice(Math.min(list.length, trie.a[node]!)));
      }
      default: {
        const list = values.decodeList(old);
        const ticket = this.sleepers.ticketOf(read);
        return values.encodeList((graph.get(read, FLAGS) & ENQUEUE) !== 0 ? [...list, ticket] : list.filter((other) => other !== ticket));
      }
    }
  }

  /** Where a read-modify-write leaves its thread. */
  protected afterUpdate(read: number, node: number): number {
    const { graph, trie, values } = this;
    switch (trie.kind[node]) {
      case LOCK:
      case STORE:
        return trie.child(node, values.encode(0));
      case NOTIFY: {
        const woken = Math.min(values.decodeList(graph.get(read, VALUE)).length, trie.a[node]!);
        if (woken > 0) this.mustRescan = true;
        return trie.child(node, values.encode(woken));
      }
      case TURN: {
        let choice = read;
        while (graph.get(choice, KIND) !== CHOICE) choice = graph.get(choice, BEFORE);
        return trie.child(node, graph.get(choice, VALUE));
      }
      case WAIT_ASYNC:
        return trie.child(node, values.encode(OK));
      case WAIT:
        if ((graph.get(read, FLAGS) & REMOVAL) !== 0) return trie.child(node, values.encode(TIMED_OUT));
        return trie.b[node] === 1 ? PENDING_CHOICE : ASLEEP;
      default:
        return trie.child(node, this.partOf(node, graph.get(read, VALUE)));
    }
  }

  /** Two read-modify-writes of one write: not possible, but this one may be what the other should have read. */
  #contradict(event: number, other: number): number {
    this.graph.set(event, FLAGS, this.graph.get(event, FLAGS) | UNPLACED);
    this.graph.set(event, AFTER, STUCK);
    const { top } = this.alternatives;
    this.#pushRevisits(event, other);
    this.alternatives.share(top);
    return DROP;
  }

  /** A notification found nobody, and yet comes after the look at the word of this wait: it should have read its enqueueing. */
  protected contradictingEnqueue(read: number): number {
    const { graph } = this;
    const node = graph.get(read, NODE);
    const head = graph.get(read, BEFORE);
    // All of them have to go, so a revisit of the oldest, or of something older.
    let oldest = NO_EVENT;
    for (let r = graph.firstReader(graph.get(read, FROM)); r !== NO_EVENT; r = graph.nextReader(r)) {
      if (graph.get(r, KIND) === READ && this.model.comesBefore(head, r) && (oldest === NO_EVENT || r < oldest)) oldest = r;
    }
    graph.set(read, AFTER, PENDING_WRITE);
    if (oldest === NO_EVENT) return DROP;
    const event = this.add(UWRITE, graph.get(read, THREAD), node, graph.get(read, LOC), graph.get(read, ORDER));
    graph.set(event, FLAGS, ENQUEUE);
    graph.set(event, VALUE, this.#updated(read, node));
    return this.#contradict(event, oldest);
  }

  /** Notes each read that could have read from the new `write`, and is not younger than `limit`. The write is in no place yet. */
  #pushRevisits(write: number, limit: number): void {
    const { graph } = this;
    const { g, base, stride } = graph;
    const loc = g[base + write * stride + LOC]!;
    for (let e = write - 1; e >= 0; e--) {
      if (graph.dependsOn(write, e)) continue;
      if (!this.#isMaximal(e, write)) return;
      const at = base + e * stride;
      if (g[at + LOC] !== loc || e > limit) continue;
      const kind = g[at + KIND]!;
      if (kind === READ || kind === UREAD) this.alternatives.push(REVISIT, write, e);
    }
  }

  /** Whether `event` was added as a run would that always takes the latest, among what was there before it and what `write` depends on. */
  #isMaximal(event: number, write: number): boolean {
    const { graph } = this;
    const kind = graph.get(event, KIND);
    if (kind === CHOICE) return graph.get(event, VALUE) === 0;
    if (kind === FENCE_EVENT || kind === MARK) return true;
    let w = event;
    if (kind === READ || kind === UREAD) {
      w = graph.get(event, FROM);
      if (w > event && !graph.dependsOn(write, w)) return false;
    } else {
      if ((graph.get(event, FLAGS) & UNPLACED) !== 0) return false;
      for (let r = graph.firstReader(event); r !== NO_EVENT; r = graph.nextReader(r)) if (r < event) return false;
    }
    for (let next = graph.coNext(w); next !== NO_EVENT; next = graph.coNext(next)) {
      if (next < event || graph.dependsOn(write, next)) return false;
    }
    return true;
  }
}
