import * as alternatives from './alternatives.ts';
import * as explorerGraph from './explorer-graph.ts';
import { ExplorerWrites } from './explorer-writes.ts';
import * as f from './fields.ts';
import * as orders from './orders.ts';
import * as steps from './steps.ts';
import * as t from './trie.ts';
import * as waits from './waits.ts';

const { AFTER, ENQUEUE, FLAGS, HEAD, KIND, NODE, ORDER, PENDING_ENQUEUE, PENDING_WRITE, READ, REMOVAL, STUCK, THREAD, UREAD, VALUE } = f;
const { CAS, LOAD, LOCK, NOTIFY, RMW, STORE, TURN, WAIT, WAIT_ASYNC } = t;
const { DROP, STAYS, WENT_ON } = steps;
const { SYNC } = explorerGraph;
const { ACQUIRE, ALL_BITS } = orders;
const { READ_FROM } = alternatives;
const { NOT_EQUAL } = waits;

/** Reads, alone or as the first half of a read-modify-write: the fourth layer of {@link Explorer}. Each has a branch for each write that it may read from. */
export abstract class ExplorerReads extends ExplorerWrites {
  /** A read: of a value, or of a list of sleepers. */
  protected read(thread: number, node: number, loc: number, flags = 0): number {
    const { graph, trie, model } = this;
    const kind = trie.kind[node]!;
    // Whether it is a read only or the half of an update is known once its value is: until then it is taken for the weaker of the two.
    const isSync = kind === LOCK || kind === NOTIFY || flags !== 0;
    const isWait = kind === WAIT || kind === WAIT_ASYNC;
    let order = isSync ? SYNC : isWait ? ALL_BITS : trie.order[node]!;
    // A store of a part of a location learns nothing.
    if (kind === STORE) order &= ~ACQUIRE;
    const event = this.add(kind === RMW || kind === STORE ? UREAD : READ, thread, node, loc, order);
    graph.set(event, FLAGS, isWait && flags === 0 ? HEAD : flags);
    model.begin(event);
    let count = model.sources(event, this.found);
    if (this.symmetry !== undefined) count = this.symmetry.keepSources(event, this.found, count);
    const first = this.found[0]!;
    const { top } = this.alternatives;
    for (let i = count - 1; i > 0; i--) {
      const write = this.found[i]!;
      if (!this.#isUseless(event, node, write)) this.alternatives.push(READ_FROM, event, write);
    }
    if (count === 0) return DROP;
    this.alternatives.share(top);
    return this.readFrom(event, first);
  }

  /** Whether the thread could go no further if it read that, although it is not the latest: then nothing that it could do there is missed. */
  #isUseless(event: number, node: number, write: number): boolean {
    const { graph, trie } = this;
    const kind = trie.kind[node]!;
    const value = graph.valueOf(write);
    if (kind === LOCK) return value !== 0;
    if (kind !== LOAD && kind !== CAS) return false;
    if (kind === CAS && value === trie.a[node]) return false;
    return graph.get(event, FLAGS) === 0 && trie.part[node] === 0 && this.host.isStuck(node, value, graph.get(event, THREAD));
  }

  /** The read reads from `write`. */
  protected readFrom(event: number, write: number): number {
    const { graph, model } = this;
    graph.link(event, write);
    graph.set(event, VALUE, graph.valueOf(write));
    graph.depend(event, write);
    if (this.#classify(event)) {
      // An update may see less than a read: under TSO it waits for the writes before it.
      model.begin(event);
      if (!model.mayRead(event, write)) return DROP;
    }
    const consistent = model.addRead(event);
    if (!consistent) {
      if ((graph.get(event, FLAGS) & ENQUEUE) !== 0) return this.contradictingEnqueue(event);
      return DROP;
    }
    return this.#afterRead(event);
  }

  /** Whether it is a read only, or the first half of a read-modify-write, now that its value is known. */
  #classify(event: number): boolean {
    const { graph, trie } = this;
    const node = graph.get(event, NODE);
    const kind = trie.kind[node]!;
    const value = graph.get(event, VALUE);
    let isUpdate = false;
    switch (kind) {
      case RMW:
        isUpdate = true;
        break;
      case STORE:
        isUpdate = true;
        break;
      case CAS:
        isUpdate = this.partOf(node, value) === trie.a[node];
        graph.set(event, ORDER, isUpdate ? trie.order[node]! : trie.failure[node]!);
        break;
      case LOCK:
        isUpdate = value === 0; // the word of 0 is 0
        break;
      case NOTIFY:
        isUpdate = !this.emptyNotifyReads || this.values.decodeList(value).length > 0;
        break;
      case WAIT:
      case WAIT_ASYNC:
      case TURN: {
        const flags = graph.get(event, FLAGS);
        if ((flags & ENQUEUE) !== 0) isUpdate = true;
        else if ((flags & REMOVAL) !== 0) isUpdate = this.values.decodeList(value).includes(this.sleepers.ticketOf(event));
        break;
      }
      default:
    }
    const before = graph.get(event, KIND);
    const now = isUpdate ? UREAD : READ;
    graph.set(event, KIND, now);
    return now !== before;
  }

  /** It is to read something else: it is a read again until the value is known. */
  protected unclassify(event: number): void {
    const { graph, trie } = this;
    const kind = trie.kind[graph.get(event, NODE)]!;
    graph.set(event, KIND, kind === RMW || kind === STORE ? UREAD : READ);
  }

  /** What follows a read that has its value. */
  #afterRead(event: number): number {
    const { graph, trie } = this;
    const node = graph.get(event, NODE);
    const kind = trie.kind[node]!;
    const thread = graph.get(event, THREAD);
    const isOfOurs = kind === LOCK || kind === NOTIFY || (graph.get(event, FLAGS) & (ENQUEUE | REMOVAL)) !== 0;
    if (this.judgesRaces && !isOfOurs && !this.host.onAccess(event)) {
      this.stopped = true;
      return WENT_ON;
    }
    if (graph.get(event, KIND) === UREAD) {
      graph.set(event, AFTER, PENDING_WRITE);
      return this.resume(thread, event, PENDING_WRITE);
    }
    const value = graph.get(event, VALUE);
    switch (kind) {
      case LOCK:
        graph.set(event, AFTER, STUCK);
        return STAYS;
      case NOTIFY:
        graph.set(event, AFTER, trie.child(node, this.values.encode(0)));
        return WENT_ON;
      case WAIT:
      case WAIT_ASYNC:
      case TURN:
        if ((graph.get(event, FLAGS) & REMOVAL) !== 0) {
          graph.set(event, AFTER, STUCK);
          return DROP;
        }
        if (this.partOf(node, value) !== trie.a[node]) {
          graph.set(event, AFTER, trie.child(node, this.values.encode(NOT_EQUAL)));
          return WENT_ON;
        }
        graph.set(event, AFTER, PENDING_ENQUEUE);
        return this.resume(thread, event, PENDING_ENQUEUE);
      default:
        graph.set(event, AFTER, trie.child(node, this.partOf(node, value)));
        return WENT_ON;
    }
  }
}
