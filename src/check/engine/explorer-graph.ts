import { Alternatives } from './alternatives.ts';
import type { Division } from './division.ts';
import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import { SPAWNED } from './graph.ts';
import type { Host } from './host.ts';
import type { Locations } from './locations.ts';
import type { Model } from './model.ts';
import { apply } from './operations.ts';
import * as orders from './orders.ts';
import { Sleepers } from './sleepers.ts';
import type { Symmetry } from './symmetry.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import type { Values } from './values.ts';

// V8 folds a module's own constants into the code, so the layers copy what they import.
const { AFTER, KIND, LOC, MARK, NODE, NO_EVENT, TRAIL } = f;

/** Orders of what the engine does itself: lists of sleepers and locks synchronize, and take no part in the order of `seqCst`. */
export const SYNC = orders.ATOMIC | orders.ACQUIRE | orders.RELEASE;

/** The LOC of marks. */
export const ENDED = -2;
export const JOINED = -3;

/** The graph that is being built, and where it has brought the threads: the first layer of {@link Explorer}. To add an event or to take the last one back costs the same however large the graph is. */
export abstract class ExplorerGraph {
  readonly graph: Graph;
  readonly model: Model;
  readonly trie: Trie;
  readonly values: Values;
  readonly locations: Locations;
  protected readonly host: Host;
  /** Whether a notification that finds nobody is a read only. */
  protected readonly emptyNotifyReads: boolean;
  protected readonly judgesRaces: boolean;
  protected readonly mostKilled: number;
  protected readonly symmetry: Symmetry | undefined;
  readonly alternatives: Alternatives;
  readonly sleepers: Sleepers;
  readonly roots: number[] = [];
  /** Threads that there are. */
  threads = 0;
  /** Set to end the exploration. */
  stopped = false;
  /** What has to be run before the exploration can go on: the code of an async thread, up to a node. */
  needs: { thread: number; node: number } | undefined;
  /** Set when a step may have let a thread to the left go on. */
  mustRescan = false;
  protected readonly found = new Int32Array(4096);
  protected keep = new Uint8Array(256);
  protected renamed = new Int32Array(256);

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
    this.alternatives = new Alternatives(options.division);
    this.sleepers = new Sleepers(graph, parts);
    this.symmetry = options.symmetry;
    this.mostKilled = options.kill;
    this.host = host;
    this.graph = graph;
    this.model = model;
    this.trie = parts.trie;
    this.values = parts.values;
    this.locations = parts.locations;
    this.emptyNotifyReads = options.emptyNotifyReads;
    this.judgesRaces = options.judgesRaces;
  }

  /** Whether the thread has been started. */
  exists(thread: number): boolean {
    return this.graph.lastOf(thread) !== NO_EVENT || this.rootOf(thread) >= 0;
  }

  /** Where a thread starts; below 0 if it does not exist yet. */
  protected rootOf(thread: number): number {
    const spawn = this.graph.spawnOf(thread);
    if (spawn !== NO_EVENT) return this.trie.a[this.graph.get(spawn, NODE)]!;
    return this.roots[thread] ?? -1;
  }

  /** The node that the thread is at; below 0 if it does not exist, or is in the middle of an operation. */
  nodeOf(thread: number): number {
    const last = this.graph.lastOf(thread);
    return last === NO_EVENT ? this.rootOf(thread) : this.graph.get(last, AFTER);
  }

  /** What all threads have done, and what they do next. */
  nodesPassed(): number[] {
    const nodes: number[] = [];
    for (let e = 0; e < this.graph.size; e++) nodes.push(this.graph.get(e, NODE));
    for (let thread = 0; thread < this.threads; thread++) if (this.exists(thread)) nodes.push(this.nodeOf(thread));
    return nodes;
  }

  /** Whether the thread has returned or thrown; `node` is where it is. */
  hasEnded(thread: number, node: number): boolean {
    if (node >= 0) return t.isEnd(this.trie.kind[node]!);
    const last = this.graph.lastOf(thread);
    return last !== NO_EVENT && this.graph.get(last, KIND) === MARK && this.graph.get(last, LOC) === ENDED;
  }

  /** What an operation sees of a location of which it is a part. */
  protected partOf(node: number, value: number): number {
    const part = this.trie.part[node]!;
    return part === 0 ? value : this.values.encode(apply.part(this.values.decode(value) as bigint, part));
  }

  /** Adds an event, and makes room for what a revisit notes of each. */
  protected add(kind: number, thread: number, node: number, loc: number, order: number): number {
    const event = this.graph.add(kind, thread, node, loc, order, this.model.trailLength);
    if (event + 8 > this.keep.length) {
      this.keep = new Uint8Array(2 * this.keep.length);
      this.renamed = new Int32Array(2 * this.renamed.length);
    }
    this.symmetry?.link(event);
    return event;
  }

  /** Takes back the event that was added last. */
  #removeLast(): void {
    const { graph } = this;
    const event = graph.size - 1;
    const at = graph.row(event);
    const loc = graph.g[at + LOC]!;
    if (graph.g[at + KIND] === MARK && loc <= SPAWNED) graph.setSpawn(SPAWNED - loc, NO_EVENT);
    graph.removeLast();
  }

  /** Removes all events after `event`. */
  protected backTo(event: number): void {
    const { graph, model } = this;
    let trail = -1;
    while (graph.size > event + 1) {
      trail = graph.get(graph.size - 1, TRAIL);
      this.#removeLast();
    }
    if (trail >= 0) model.undo(trail);
  }

  /** Goes on with what is left of an operation. */
  protected abstract resume(thread: number, last: number, after: number): number;
}
