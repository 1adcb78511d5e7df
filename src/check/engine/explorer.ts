import { type Division, Places } from './division.ts';
import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import { SPAWNED } from './graph.ts';
import type { Locations } from './locations.ts';
import type { Model } from './model.ts';
import type { Symmetry } from './symmetry.ts';
import { apply } from './operations.ts';
import * as orders from './orders.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import type { Values } from './values.ts';

// V8 folds a module's own constants into the code.
const { PENDING_TURN } = f;
const { TURN, WAIT_ASYNC } = t;
const { AFTER, ASLEEP, BEFORE, CHOICE, ENQUEUE, FENCE_EVENT, FLAGS, FROM, HEAD, KIND, LOC, MARK, NODE, NO_EVENT, ORDER } = f;
const {
  PENDING_CHOICE,
  PENDING_ENQUEUE,
  PENDING_REMOVAL,
  PENDING_WRITE,
  READ,
  REMOVAL,
  STUCK,
  THREAD,
  TRAIL,
  UNPLACED,
  UREAD,
  UWRITE,
  VALUE,
} = f;
const { WRITE, INDEX } = f;
const { CAS, END, JOIN, LOAD, LOCK, NOTIFY, RMW, SPAWN, STORE, UNKNOWN, UNLOCK, WAIT, CHOOSE, FENCE, FREE } = t;
const { ALL_BITS, ATOMIC, ACQUIRE, RELEASE } = orders;

/** What a step came to. */
export const WENT_ON = 0;
/** The thread cannot go on now. */
const STAYS = 1;
/** The execution contradicts itself, or is told by another: it is dropped. */
export const DROP = 2;

/** Its code must be run first, and that takes awaiting: see `needs`. */
export const NEEDS = 3;

/** What is still to be tried, each three numbers: its kind, an event, and a write, read or value. */
const READ_FROM = 0;
const PLACE_AFTER = 1;
const CHOOSE_VALUE = 2;
const REVISIT = 3;
const REVISIT_AND_PLACE = 4;
const END_OF_FRAME = 5;
const ITEM = 3;

/** Orders of what the engine does itself: lists of sleepers and locks synchronize, and take no part in the order of `seqCst`. */
const SYNC = ATOMIC | ACQUIRE | RELEASE;

/** Wait results, as the values of its edges. */
export const OK = 0;
export const NOT_EQUAL = 1;
export const TIMED_OUT = 2;

/** What judges the executions, and runs the threads' code. */
export interface Host {
  /** The thread's next operation is not known: runs its code from the start. Returns what its last step came to. */
  runLive(thread: number, node: number): number;
  /** Every thread has ended or stays where it is. Returns false to end the exploration. */
  onExecution(complete: boolean): boolean;
  /** An access was added that may race. Returns false to end the exploration. */
  onAccess(event: number): boolean;
  /** The thread frees a block. Returns false to end the exploration. */
  onFree(event: number): boolean;
  /** Whether the operation after `node` that gave `value` is known to get no further. */
  isStuck(node: number, value: number, thread: number): boolean;
  /** Whether the thread was told to end and has not: then it ends in another execution, wherever it is. */
  isToBeEnded(thread: number): boolean;
  /** Whether the thread at `node` only does again what it has just done. */
  isSpin(thread: number, node: number): boolean;
}

/**
 * Explores all executions of a program, each once, in memory that grows with the length of one: the algorithm TruSt of Kokologiannakis, Marmanis, Gladstein and Vafeiadis, *Truly
 * Stateless, Optimal Dynamic Partial Order Reduction* (POPL 2022).
 *
 * Threads go on from left to right. A read has a branch for each write that it may read from; a write has one for each place in the order of writes, and one for each read that was
 * there before it and could read from it (a revisit): that takes back all that was added after the read and that the write does not depend on. A revisit is made only if what it takes
 * back had been added as a run would that always takes the latest; among the executions that lead to the same revisit exactly one is like that.
 */
export class Explorer {
  readonly graph: Graph;
  readonly model: Model;
  readonly trie: Trie;
  readonly values: Values;
  readonly locations: Locations;
  readonly #host: Host;
  readonly roots: number[] = [];
  /** Whether a notification that finds nobody is a read only. */
  readonly #emptyNotifyReads: boolean;
  readonly #judgesRaces: boolean;
  readonly #mostKilled: number;
  readonly #symmetry: Symmetry | undefined;
  #division: Division | undefined;
  #items = new Int32Array(3 * 1024);
  /** By the place of an item: the part of the whole exploration that it stands for. */
  #weights = new Float64Array(3 * 1024);
  /** The part that the execution which is being built stands for: each choice divides it evenly. */
  #weight = 1;
  /** The part that is explored, from 0 to 1. Right in the end, and a guess before: it takes all branches of a choice for equally large (Kilby and others, *Estimating Search Tree Size*, AAAI 2006). */
  part = 0;
  readonly places = new Places();
  #top = 0;
  readonly #found = new Int32Array(4096);
  #keep = new Uint8Array(256);
  #renamed = new Int32Array(256);
  /** Set when a step may have let a thread to the left go on. */
  #rescan = false;
  /** Set to end the exploration. */
  stopped = false;
  /** Threads that there are. */
  threads = 0;

  constructor(
    host: Host,
    graph: Graph,
    model: Model,
    parts: { trie: Trie; values: Values; locations: Locations },
    options: {
      emptyNotifyReads: boolean;
      judgesRaces: boolean;
      kill: number;
      division?: Division | undefined;
      symmetry?: Symmetry | undefined;
    },
  ) {
    this.#division = options.division;
    this.#symmetry = options.symmetry;
    this.#mostKilled = options.kill;
    this.#host = host;
    this.graph = graph;
    this.model = model;
    this.trie = parts.trie;
    this.values = parts.values;
    this.locations = parts.locations;
    this.#emptyNotifyReads = options.emptyNotifyReads;
    this.#judgesRaces = options.judgesRaces;
  }

  /** Explores until there is nothing left, or `stopped`. Can be called again after it was interrupted between two executions. */
  *explore(): Generator<void, void, void> {
    do {
      for (;;) {
        this.needs = undefined;
        const isExecution = this.#execute();
        if (this.needs === undefined) this.part += this.#weight;
        // Where the graph is tells what to do next, so it can simply be asked again.
        if (this.needs === undefined) {
          if (isExecution) yield;
          break;
        }
        yield;
      }
    } while (!this.stopped && this.#next());
  }

  /** What has to be run before the exploration can go on: the code of an async thread, up to a node. */
  needs: { thread: number; node: number } | undefined;

  /** Runs the threads on from where the graph is. Returns whether that gave an execution. */
  #execute(): boolean {
    scan: for (;;) {
      this.#rescan = false;
      for (let thread = 0; thread < this.threads; thread++) {
        for (;;) {
          const came = this.step(thread);
          if (this.stopped) return true;
          if (came === DROP || came === NEEDS) return false;
          if (this.#rescan) continue scan;
          if (came === STAYS) break;
        }
      }
      break;
    }
    let complete = true;
    for (let thread = 0; thread < this.threads; thread++) {
      if (!this.exists(thread)) continue;
      const node = this.nodeOf(thread);
      if (this.hasEnded(thread, node)) continue;
      complete = false;
      if (this.#isToldByAnother(thread)) return false;
    }
    if (this.#isAnothers()) return false;
    if (!this.#host.onExecution(complete)) this.stopped = true;
    return true;
  }

  /** From here on others explore a part of it: they have yet to begin, so all that was begun is this one's. */
  divide(division: Division): void {
    this.places.claimAll(division);
    this.#division = division;
  }

  /** An execution above where the tree is divided, which all explorers come to, and another one has counted. */
  #isAnothers(): boolean {
    const { places } = this;
    if (this.#division === undefined) {
      places.noteExecution();
      return false;
    }
    if (places.depth >= this.#division.depth) return false;
    return !this.#division.claim(~places.high, places.low);
  }

  /** Threads that were killed. A revisit never takes one back, so that there are never more of them before it than after. */
  #killed(): number {
    const { graph, trie } = this;
    let killed = 0;
    for (let e = 0; e < graph.size; e++)
      if (graph.get(e, KIND) === CHOICE && trie.kind[graph.get(e, NODE)] === t.DIE && graph.get(e, VALUE) !== 0) killed++;
    return killed;
  }

  /** A thread that waits for a word to change which has changed: another execution has it read that. */
  #isToldByAnother(thread: number): boolean {
    if (this.#host.isToBeEnded(thread)) return true;
    const { graph } = this;
    const last = graph.lastOf(thread);
    if (last === NO_EVENT) return false;
    const after = graph.get(last, AFTER);
    const kind = graph.get(last, KIND);
    if (after === STUCK && (graph.get(last, FLAGS) & REMOVAL) !== 0) return true;
    if (after === ASLEEP) return this.trie.b[graph.get(last, NODE)] === 1; // a timed wait that is not woken: its time would be over
    if (after === STUCK && kind === READ && this.trie.kind[graph.get(last, NODE)] === LOCK)
      return graph.coNext(graph.get(last, FROM)) !== NO_EVENT;
    return false;
  }

  /** Whether the thread has returned or thrown; `node` is where it is. */
  hasEnded(thread: number, node: number): boolean {
    if (node >= 0) return t.isEnd(this.trie.kind[node]!);
    const last = this.graph.lastOf(thread);
    return last !== NO_EVENT && this.graph.get(last, KIND) === MARK && this.graph.get(last, LOC) === ENDED;
  }

  /** Whether a thread to the left may go on now. */
  get mustRescan(): boolean {
    return this.#rescan;
  }

  exists(thread: number): boolean {
    return this.graph.lastOf(thread) !== NO_EVENT || this.#rootOf(thread) >= 0;
  }

  #rootOf(thread: number): number {
    const spawn = this.graph.spawnOf(thread);
    if (spawn !== NO_EVENT) return this.trie.a[this.graph.get(spawn, NODE)]!;
    return this.roots[thread] ?? -1;
  }

  /** The node that the thread is at; below 0 if it does not exist, or is in the middle of an operation. */
  nodeOf(thread: number): number {
    const last = this.graph.lastOf(thread);
    return last === NO_EVENT ? this.#rootOf(thread) : this.graph.get(last, AFTER);
  }

  /** One step of a thread. */
  step(thread: number): number {
    const { graph, trie } = this;
    const last = graph.lastOf(thread);
    const node = last === NO_EVENT ? this.#rootOf(thread) : graph.get(last, AFTER);
    if (node < 0) return last === NO_EVENT ? STAYS : this.#resume(thread, last, node);
    if (trie.spin[node] !== t.GOES_ON && trie.kind[node] !== UNKNOWN && this.#host.isSpin(thread, node)) return STAYS;
    switch (trie.kind[node]) {
      case UNKNOWN:
        return this.#host.runLive(thread, node);
      case LOAD:
      case CAS:
      case RMW:
      case LOCK:
        return this.#read(thread, node, trie.loc[node]!);
      case STORE:
        return trie.part[node] === 0
          ? this.#store(thread, node, trie.loc[node]!, trie.a[node]!, trie.order[node]!)
          : this.#read(thread, node, trie.loc[node]!);
      case UNLOCK:
        return this.#store(thread, node, trie.loc[node]!, this.values.encode(0), SYNC);
      case FREE:
        return this.#free(thread, node);
      case WAIT:
      case WAIT_ASYNC:
        return this.#read(thread, node, trie.loc[node]!);
      case TURN:
        // Without a promise of ours it awaits something that does not come.
        return trie.a[node] === 0 ? STAYS : this.#choose(thread, node, optionsOf(trie.a[node]!, trie.b[node]!).length);
      case NOTIFY:
        return this.#read(thread, node, trie.loc[node]!);
      case FENCE:
        return this.#other(thread, node, FENCE_EVENT, trie.order[node]!);
      case CHOOSE:
        return this.#choose(thread, node, trie.a[node]!);
      case t.TIME:
        return this.#choose(thread, node, 2);
      case t.DIE:
        return this.#choose(thread, node, this.#killed() < this.#mostKilled ? 2 : 1);
      case SPAWN:
        return this.#spawn(thread, node);
      case JOIN:
        return this.#join(thread, node);
      case END:
      case t.THROW:
      case t.KILLED:
        return this.#end(thread, node);
      default:
        return STAYS;
    }
  }

  #add(kind: number, thread: number, node: number, loc: number, order: number): number {
    const event = this.graph.add(kind, thread, node, loc, order, this.model.trailLength);
    if (event + 8 > this.#keep.length) {
      this.#keep = new Uint8Array(2 * this.#keep.length);
      this.#renamed = new Int32Array(2 * this.#renamed.length);
    }
    this.#symmetry?.link(event);
    return event;
  }

  // --- reads ---

  #read(thread: number, node: number, loc: number, flags = 0): number {
    const { graph, trie, model } = this;
    const kind = trie.kind[node]!;
    // Whether it is a read only or the half of an update is known once its value is: until then it is taken for the weaker of the two.
    const isSync = kind === LOCK || kind === NOTIFY || flags !== 0;
    const isWait = kind === WAIT || kind === WAIT_ASYNC;
    let order = isSync ? SYNC : isWait ? ALL_BITS : trie.order[node]!;
    // A store of a part of a location learns nothing.
    if (kind === STORE) order &= ~ACQUIRE;
    const event = this.#add(kind === RMW || kind === STORE ? UREAD : READ, thread, node, loc, order);
    graph.set(event, FLAGS, isWait && flags === 0 ? HEAD : flags);
    model.begin(event);
    let count = model.sources(event, this.#found);
    if (this.#symmetry !== undefined) count = this.#symmetry.keepSources(event, this.#found, count);
    const first = this.#found[0]!;
    const top = this.#top;
    for (let i = count - 1; i > 0; i--) {
      const write = this.#found[i]!;
      if (!this.#isUseless(event, node, write)) this.#push(READ_FROM, event, write);
    }
    if (count === 0) return DROP;
    this.#share(top);
    return this.#readFrom(event, first);
  }

  /** Whether the thread could go no further if it read that, although it is not the latest: then nothing that it could do there is missed. */
  #isUseless(event: number, node: number, write: number): boolean {
    const { graph, trie } = this;
    const kind = trie.kind[node]!;
    const value = graph.valueOf(write);
    if (kind === LOCK) return value !== 0;
    if (kind !== LOAD && kind !== CAS) return false;
    if (kind === CAS && value === trie.a[node]) return false;
    return graph.get(event, FLAGS) === 0 && trie.part[node] === 0 && this.#host.isStuck(node, value, graph.get(event, THREAD));
  }

  #readFrom(event: number, write: number): number {
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
      if ((graph.get(event, FLAGS) & ENQUEUE) !== 0) return this.#contradictingEnqueue(event);
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
        isUpdate = this.#partOf(node, value) === trie.a[node];
        graph.set(event, ORDER, isUpdate ? trie.order[node]! : trie.failure[node]!);
        break;
      case LOCK:
        isUpdate = value === 0; // the word of 0 is 0
        break;
      case NOTIFY:
        isUpdate = !this.#emptyNotifyReads || this.values.decodeList(value).length > 0;
        break;
      case WAIT:
      case WAIT_ASYNC:
      case TURN: {
        const flags = graph.get(event, FLAGS);
        if ((flags & ENQUEUE) !== 0) isUpdate = true;
        else if ((flags & REMOVAL) !== 0) isUpdate = this.values.decodeList(value).includes(this.#ticketOf(event));
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
  #unclassify(event: number): void {
    const { graph, trie } = this;
    const kind = trie.kind[graph.get(event, NODE)]!;
    graph.set(event, KIND, kind === RMW || kind === STORE ? UREAD : READ);
  }

  #partOf(node: number, value: number): number {
    const part = this.trie.part[node]!;
    return part === 0 ? value : this.values.encode(apply.part(this.values.decode(value) as bigint, part));
  }

  #afterRead(event: number): number {
    const { graph, trie } = this;
    const node = graph.get(event, NODE);
    const kind = trie.kind[node]!;
    const thread = graph.get(event, THREAD);
    const isOfOurs = kind === LOCK || kind === NOTIFY || (graph.get(event, FLAGS) & (ENQUEUE | REMOVAL)) !== 0;
    if (this.#judgesRaces && !isOfOurs && !this.#host.onAccess(event)) {
      this.stopped = true;
      return WENT_ON;
    }
    if (graph.get(event, KIND) === UREAD) {
      graph.set(event, AFTER, PENDING_WRITE);
      return this.#resume(thread, event, PENDING_WRITE);
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
        if (this.#partOf(node, value) !== trie.a[node]) {
          graph.set(event, AFTER, trie.child(node, this.values.encode(NOT_EQUAL)));
          return WENT_ON;
        }
        graph.set(event, AFTER, PENDING_ENQUEUE);
        return this.#resume(thread, event, PENDING_ENQUEUE);
      default:
        graph.set(event, AFTER, trie.child(node, this.#partOf(node, value)));
        return WENT_ON;
    }
  }

  // --- what is left of an operation ---

  #resume(thread: number, last: number, after: number): number {
    const { graph, trie } = this;
    const node = graph.get(last, NODE);
    switch (after) {
      case PENDING_WRITE:
        return this.#update(thread, last, node);
      case PENDING_ENQUEUE:
        return this.#read(thread, node, this.locations.waitersOf(trie.loc[node]!, trie.part[node]!), ENQUEUE);
      case PENDING_CHOICE:
        return this.#choose(thread, node, 2);
      case PENDING_REMOVAL:
        return this.#read(thread, node, this.#listOf(last), REMOVAL);
      case PENDING_TURN:
        return this.#deliver(thread, last, node);
      case ASLEEP:
        return this.#wake(thread, node);
      default:
        return STAYS;
    }
  }

  /** The write half of a read-modify-write. */
  #update(thread: number, read: number, node: number): number {
    const { graph, model } = this;
    const flags = graph.get(read, FLAGS) & (ENQUEUE | REMOVAL);
    const source = graph.get(read, FROM);
    const event = this.#add(UWRITE, thread, node, graph.get(read, LOC), graph.get(read, ORDER));
    graph.set(event, FLAGS, flags);
    graph.set(event, VALUE, this.#updated(read, node));
    const next = graph.coNext(source);
    if (next !== NO_EVENT && graph.get(next, KIND) === UWRITE) return this.#contradict(event, next);
    graph.set(event, AFTER, this.#afterUpdate(read, node));
    model.begin(event);
    const top = this.#top;
    this.#pushRevisits(event, event);
    this.#share(top);
    graph.place(event, source);
    if (!model.addWrite(event)) return DROP;
    return this.#afterWrite(event);
  }

  /** Two read-modify-writes of one write: not possible, but this one may be what the other should have read. */
  #contradict(event: number, other: number): number {
    this.graph.set(event, FLAGS, this.graph.get(event, FLAGS) | UNPLACED);
    this.graph.set(event, AFTER, STUCK);
    const top = this.#top;
    this.#pushRevisits(event, other);
    this.#share(top);
    return DROP;
  }

  /** A notification found nobody, and yet comes after the look at the word of this wait: it should have read its enqueueing. */
  #contradictingEnqueue(read: number): number {
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
    const event = this.#add(UWRITE, graph.get(read, THREAD), node, graph.get(read, LOC), graph.get(read, ORDER));
    graph.set(event, FLAGS, ENQUEUE);
    graph.set(event, VALUE, this.#updated(read, node));
    return this.#contradict(event, oldest);
  }

  /** Where it is kept who sleeps, for the wait that an event belongs to. */
  #listOf(event: number): number {
    const head = this.#headOf(event);
    const node = this.graph.get(head, NODE);
    return this.locations.waitersOf(this.trie.loc[node]!, this.trie.part[node]!);
  }

  #ticketOf(event: number): number {
    const head = this.#headOf(event);
    return this.graph.get(head, THREAD) * TICKETS + this.graph.get(head, INDEX);
  }

  /** The look at the word of the wait that an event belongs to: of a turn of the event loop, of the promise that it settles. */
  #headOf(event: number): number {
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

  /** A notification took the wait of the chosen promise off the list: its job runs. */
  #deliver(thread: number, choice: number, node: number): number {
    const { graph, model } = this;
    const by = this.#notifierOf(this.#headOf(choice));
    if (by === NO_EVENT) return STAYS;
    const event = this.#add(MARK, thread, node, -1, SYNC);
    graph.set(event, FROM, by);
    graph.set(event, AFTER, this.trie.child(node, graph.get(choice, VALUE)));
    graph.depend(event, by);
    model.begin(event);
    model.addMark(event, by);
    return WENT_ON;
  }

  /** The notification that took a wait off its list; NO_EVENT if none has. */
  #notifierOf(head: number): number {
    const { graph } = this;
    const ticket = graph.get(head, THREAD) * TICKETS + graph.get(head, INDEX);
    let by = graph.latest(this.#listOf(head));
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
    return trie.b[node] !== 0 || this.pendingOf(thread, choice).some((head) => this.#notifierOf(head) !== NO_EVENT);
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
        const ticket = this.#ticketOf(read);
        return values.encodeList((graph.get(read, FLAGS) & ENQUEUE) !== 0 ? [...list, ticket] : list.filter((other) => other !== ticket));
      }
    }
  }

  #afterUpdate(read: number, node: number): number {
    const { graph, trie, values } = this;
    switch (trie.kind[node]) {
      case LOCK:
      case STORE:
        return trie.child(node, values.encode(0));
      case NOTIFY: {
        const woken = Math.min(values.decodeList(graph.get(read, VALUE)).length, trie.a[node]!);
        if (woken > 0) this.#rescan = true;
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
        return trie.child(node, this.#partOf(node, graph.get(read, VALUE)));
    }
  }

  /** A sleeper goes on once a notification took it off the list. */
  #wake(thread: number, node: number): number {
    const { graph, model } = this;
    let enqueued = graph.lastOf(thread);
    while ((graph.get(enqueued, FLAGS) & ENQUEUE) === 0) enqueued = graph.get(enqueued, BEFORE);
    const ticket = this.#ticketOf(enqueued);
    let by = graph.coNext(enqueued);
    while (by !== NO_EVENT && this.values.decodeList(graph.get(by, VALUE)).includes(ticket)) by = graph.coNext(by);
    if (by === NO_EVENT) return STAYS;
    const event = this.#add(MARK, thread, node, graph.get(enqueued, LOC), SYNC);
    graph.set(event, FROM, by);
    graph.set(event, AFTER, this.trie.child(node, this.values.encode(OK)));
    graph.depend(event, by);
    model.begin(event);
    model.addMark(event, by);
    return WENT_ON;
  }

  // --- writes ---

  #store(thread: number, node: number, loc: number, value: number, order: number): number {
    const { graph, trie, model } = this;
    const event = this.#add(WRITE, thread, node, loc, order);
    graph.set(event, VALUE, value);
    graph.set(event, AFTER, trie.child(node, 0));
    model.begin(event);
    const top = this.#top;
    this.#pushRevisits(event, event);
    let count = model.places(event, this.#found);
    if (this.#symmetry !== undefined) count = this.#symmetry.keepPlaces(event, this.#found, count);
    for (let i = count - 1; i > 0; i--) this.#push(PLACE_AFTER, event, this.#found[i]!);
    this.#share(top);
    if (count === 0) return DROP;
    return this.#placeAfter(event, this.#found[0]!);
  }

  #placeAfter(event: number, after: number): number {
    this.graph.place(event, after);
    if (!this.model.addWrite(event)) return DROP;
    return this.#afterWrite(event);
  }

  #afterWrite(event: number): number {
    const { graph } = this;
    const after = graph.get(event, AFTER);
    if (this.#judgesRaces && graph.get(event, KIND) === WRITE && !this.#host.onAccess(event)) this.stopped = true;
    return after === PENDING_CHOICE ? this.#resume(graph.get(event, THREAD), event, after) : WENT_ON;
  }

  // --- the rest ---

  #other(thread: number, node: number, kind: number, order: number): number {
    const event = this.#add(kind, thread, node, -1, order);
    this.graph.set(event, AFTER, this.trie.child(node, 0));
    this.model.begin(event);
    return this.model.addOther(event) ? WENT_ON : DROP;
  }

  #free(thread: number, node: number): number {
    const event = this.#add(FENCE_EVENT, thread, node, -1, 0);
    this.graph.set(event, AFTER, this.trie.child(node, 0));
    this.model.begin(event);
    if (!this.#host.onFree(event)) this.stopped = true;
    return WENT_ON;
  }

  #choose(thread: number, node: number, n: number): number {
    const event = this.#add(CHOICE, thread, node, -1, 0);
    this.model.begin(event);
    const top = this.#top;
    const most = this.#symmetry?.mostChosen(event) ?? n - 1;
    for (let value = Math.min(most, n - 1); value > 0; value--) this.#push(CHOOSE_VALUE, event, value);
    this.#share(top);
    return this.#chosen(event, 0);
  }

  #chosen(event: number, value: number): number {
    const { graph, trie } = this;
    const node = graph.get(event, NODE);
    graph.set(event, VALUE, this.values.encode(value));
    if (trie.kind[node] === TURN) {
      const after = optionsOf(trie.a[node]!, trie.b[node]!)[value]!.timesOut ? PENDING_REMOVAL : PENDING_TURN;
      graph.set(event, AFTER, after);
      return this.#resume(graph.get(event, THREAD), event, after);
    }
    if (trie.kind[node] !== WAIT) {
      graph.set(event, AFTER, trie.child(node, this.values.encode(value)));
      return WENT_ON;
    }
    const after = value === 0 ? ASLEEP : PENDING_REMOVAL;
    graph.set(event, AFTER, after);
    return this.#resume(graph.get(event, THREAD), event, after);
  }

  #spawn(thread: number, node: number): number {
    const { graph, trie } = this;
    const child = trie.b[node]!;
    const event = this.#add(MARK, thread, node, SPAWNED - child, SYNC);
    graph.set(event, AFTER, trie.child(node, 0));
    this.model.begin(event);
    graph.setSpawn(child, event);
    if (child >= this.threads) this.threads = child + 1;
    return WENT_ON;
  }

  /** Waits for a thread to end: the mark comes after its last event. */
  #join(thread: number, node: number): number {
    const { graph, trie, model } = this;
    const other = trie.a[node]!;
    const last = graph.lastOf(other);
    if (last === NO_EVENT || graph.get(last, AFTER) !== f.STUCK || graph.get(last, KIND) !== MARK || graph.get(last, LOC) !== ENDED)
      return STAYS;
    const event = this.#add(MARK, thread, node, JOINED, SYNC);
    graph.set(event, FROM, last);
    graph.set(event, AFTER, trie.child(node, this.values.encode(graph.get(last, NODE))));
    graph.depend(event, last);
    model.begin(event);
    model.addMark(event, last);
    return WENT_ON;
  }

  /** The end of a thread, which others may wait for. Only where threads are spawned; elsewhere it is no event. */
  #end(thread: number, node: number): number {
    if (this.graph.spawnOf(thread) === NO_EVENT) return STAYS;
    const event = this.#add(MARK, thread, node, ENDED, SYNC);
    this.graph.set(event, AFTER, STUCK);
    this.model.begin(event);
    this.#rescan = true;
    return STAYS;
  }

  // --- revisits ---

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
      if (kind === READ || kind === UREAD) this.#push(REVISIT, write, e);
    }
  }

  /** Divides the part that is at hand evenly among the items from `from` on and what goes on without any of them. */
  #share(from: number): void {
    if (from === this.#top) return;
    const branches = 1 + (this.#top - from) / ITEM;
    this.#weight /= branches;
    for (let at = from; at < this.#top; at += ITEM) this.#weights[at] = this.#weight;
  }

  #push(kind: number, event: number, other: number): void {
    if (this.#top + ITEM > this.#items.length) this.#widen();
    this.places.note(this.#top);
    this.#items[this.#top] = kind;
    this.#items[this.#top + 1] = event;
    this.#items[this.#top + 2] = other;
    this.#top += ITEM;
  }

  /** Takes what is to be tried next until something is consistent; false if nothing is left. */
  #next(): boolean {
    while (this.#top > 0) {
      this.#top -= ITEM;
      const kind = this.#items[this.#top]!;
      const event = this.#items[this.#top + 1]!;
      const other = this.#items[this.#top + 2]!;
      this.#weight = this.#weights[this.#top]!;
      if (kind !== END_OF_FRAME) {
        const { places } = this;
        places.enter(this.#top, kind, event, other);
        if (places.depth === this.#division?.depth && !this.#division.claim(places.high, places.low)) {
          if (kind === REVISIT_AND_PLACE) this.#top--;
          this.part += this.#weight;
          continue;
        }
      }
      if (this.#apply(kind, event, other) !== DROP) return true;
      this.part += this.#weight;
      if (this.stopped) return true;
    }
    return false;
  }

  #apply(kind: number, event: number, other: number): number {
    const { graph, model } = this;
    switch (kind) {
      case READ_FROM:
        this.#backTo(event);
        graph.detach(event);
        graph.resetDependencies(event);
        model.undo(graph.get(event, TRAIL));
        this.#unclassify(event);
        model.begin(event);
        return this.#readFrom(event, other);
      case PLACE_AFTER:
        this.#backTo(event);
        graph.detach(event);
        model.undo(graph.get(event, TRAIL));
        model.begin(event);
        return this.#placeAfter(event, other);
      case CHOOSE_VALUE:
        this.#backTo(event);
        return this.#chosen(event, other);
      case REVISIT:
        this.#backTo(event);
        return this.#revisit(event, other);
      case REVISIT_AND_PLACE:
        return this.#placeRevisiting(event, this.#items[--this.#top]!, other);
      default:
        graph.popFrame();
        this.#top--;
        model.undo(this.#items[this.#top]!);
        return DROP;
    }
  }

  #removeLast(): void {
    const { graph } = this;
    const event = graph.size - 1;
    const at = graph.row(event);
    const loc = graph.g[at + LOC]!;
    if (graph.g[at + KIND] === MARK && loc <= SPAWNED) graph.setSpawn(SPAWNED - loc, NO_EVENT);
    graph.removeLast();
  }

  /** Removes all events after `event`. */
  #backTo(event: number): void {
    const { graph, model } = this;
    let trail = -1;
    while (graph.size > event + 1) {
      trail = graph.get(graph.size - 1, TRAIL);
      this.#removeLast();
    }
    if (trail >= 0) model.undo(trail);
  }

  #revisit(write: number, read: number): number {
    const { graph, model } = this;
    const keep = this.#keep;
    for (let e = 0; e < graph.size; e++) keep[e] = e <= read || graph.dependsOn(write, e) ? 1 : 0;
    const trail = model.trailLength;
    graph.pushFrame(keep, this.#renamed, read, write);
    // Below everything of this frame.
    this.#pushRaw(trail);
    this.#push(END_OF_FRAME, 0, 0);
    this.#weights[this.#top - ITEM] = 0;
    const r = this.#renamed[read]!;
    const w = this.#renamed[write]!;
    model.rebuild(r, w);
    graph.set(w, TRAIL, model.trailLength);
    graph.set(w, FLAGS, graph.get(w, FLAGS) & ~UNPLACED);
    model.begin(w);
    if (graph.get(w, KIND) === UWRITE) {
      const half = graph.get(w, BEFORE);
      const source = graph.get(half, FROM);
      const next = graph.coNext(source);
      if (next !== NO_EVENT && graph.get(next, KIND) === UWRITE) return DROP;
      graph.set(w, AFTER, this.#afterUpdate(half, graph.get(w, NODE)));
      return this.#placeRevisiting(w, r, source);
    }
    let count = model.places(w, this.#found);
    if (this.#symmetry !== undefined) count = this.#symmetry.keepPlaces(w, this.#found, count);
    this.#weight /= count;
    for (let i = count - 1; i > 0; i--) {
      this.#pushRaw(r);
      this.#push(REVISIT_AND_PLACE, w, this.#found[i]!);
      this.#weights[this.#top - ITEM] = this.#weight;
    }
    if (count === 0) return DROP;
    return this.#placeRevisiting(w, r, this.#found[0]!);
  }

  #widen(): void {
    const items = new Int32Array(2 * this.#items.length);
    items.set(this.#items);
    this.#items = items;
    const weights = new Float64Array(items.length);
    weights.set(this.#weights);
    this.#weights = weights;
  }

  #pushRaw(value: number): void {
    if (this.#top + 1 > this.#items.length) this.#widen();
    this.#items[this.#top++] = value;
  }

  /** In a new frame: `write` lies after `after`, and `read` reads from it. */
  #placeRevisiting(write: number, read: number, after: number): number {
    const { graph, model } = this;
    this.#backTo(write);
    model.undo(graph.get(write, TRAIL));
    graph.unlink(read);
    graph.unplace(write);
    graph.resetDependencies(read);
    model.begin(write);
    graph.place(write, after);
    if (!model.addWrite(write)) return DROP;
    if (this.#judgesRaces && graph.get(write, KIND) === WRITE && !this.#host.onAccess(write)) {
      this.stopped = true;
      return WENT_ON;
    }
    this.#unclassify(read);
    model.begin(read);
    if (!model.mayRead(read, write) || this.#symmetry?.mayRead(read, write) === false) return DROP;
    return this.#readFrom(read, write);
  }
}

/** What a turn of the event loop can be: one of so many promises is settled, by a notification or, if its bit of `timed` is set, because its time is over. */
export function optionsOf(promises: number, timed: number): { index: number; timesOut: boolean }[] {
  const options: { index: number; timesOut: boolean }[] = [];
  for (let index = 0; index < promises; index++) {
    options.push({ index, timesOut: false });
    if ((timed & (1 << index)) !== 0) options.push({ index, timesOut: true });
  }
  return options;
}

/** Waits of one thread in one execution, at most. */
const TICKETS = 65536;
/** The LOC of marks. */
const ENDED = -2;
const JOINED = -3;
