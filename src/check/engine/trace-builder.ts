import { TRACE_VERSION, type Place, type Step, type ThreadEnd, type Trace } from '../report/trace.ts';
import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';
import { linearize } from './linear-order.ts';
import { orderName } from './orders.ts';
import { currentStack, knownPlace } from './places.ts';
import { synchronization } from './synchronization.ts';
import { endOf } from './trace-ends.ts';
import { pathOf } from './trace-path.ts';
import { callOf, kindOf, noteOf, valuesOf } from './trace-step.ts';
import { TraceWords, type Words } from './trace-words.ts';
import * as t from './trie.ts';

const {
  BEFORE,
  CHOICE,
  CO_PREVIOUS,
  ENQUEUE,
  FLAGS,
  FROM,
  KIND,
  LOC,
  NODE,
  NO_EVENT,
  ORDER,
  READ,
  REMOVAL,
  THREAD,
  UREAD,
  UWRITE,
  VALUE,
  WRITE,
} = f;

/** Makes the trace of the execution whose graph is there now: runs each thread once more to learn where in the source its steps are. */
export function buildTrace(x: Exploration, words: Words, options: { check: string; model: string; execution: number }): BuiltTrace {
  const builder = new TraceBuilder(x, words);
  words.listen();
  const trace = builder.build(options);
  words.stopListening();
  return { trace, stepOf: (event) => builder.stepOf(event) };
}

export interface BuiltTrace {
  readonly trace: Trace;
  /** The step that an event of the graph belongs to. */
  stepOf(event: number): number | undefined;
}

class TraceBuilder {
  readonly #x: Exploration;
  /** By thread and node. */
  readonly #stacks = new Map<string, Place[]>();
  readonly #words: TraceWords;
  readonly #steps: Step[] = [];
  /** By event: its step. */
  readonly #stepOf: number[] = [];
  readonly #indices: number[] = [];

  constructor(x: Exploration, described: Words) {
    this.#x = x;
    this.#words = new TraceWords(x, described);
  }

  build({ check, model, execution }: { check: string; model: string; execution: number }): Trace {
    const { explorer } = this.#x;
    for (let thread = 0; thread < explorer.threads; thread++) if (explorer.exists(thread)) this.#learnPlaces(thread);
    const order = linearize(this.#x);
    for (const event of order) this.#addStep(event);
    const synchronizes = synchronization(this.#x, model, order, this.#stepOf);
    const threads: ThreadEnd[] = [];
    for (let thread = 0; thread < explorer.threads; thread++)
      if (explorer.exists(thread)) threads.push(endOf(this.#x, this.#words, thread, (of, node) => this.#placeOf(of, node)));
    const words = this.#words.list.map((word, i) => this.#words.withStates(word, i, this.#steps));
    const path = pathOf(this.#x, this.#steps, this.#stepOf, words);
    return { version: TRACE_VERSION, check, model, threads, words, steps: this.#steps, synchronizes, execution, path };
  }

  /** The step of an event, for errors. */
  stepOf(event: number): number | undefined {
    return this.#stepOf[event];
  }

  #learnPlaces(thread: number): void {
    const { explorer, graph, runner } = this.#x;
    const last = graph.lastOf(thread);
    let node = explorer.nodeOf(thread);
    if (node < 0) node = graph.get(last, NODE);
    const path = new Set<number>();
    try {
      runner.replay(thread, node, (at) => {
        path.add(at);
        this.#stacks.set(`${thread}:${at}`, currentStack());
      });
    } catch {
      // A thread that does not do the same again: the places of its steps stay unknown.
    }
  }

  #placeOf(thread: number, node: number): { place?: Place; stack?: Place[] } {
    const stack = this.#stacks.get(`${thread}:${node}`) ?? this.#x.runner.known.stacks.get(node);
    return stack === undefined || stack.length === 0 ? {} : { place: knownPlace(stack)!, stack };
  }

  #addStep(e: number): void {
    const { graph, trie } = this.#x;
    const node = graph.get(e, NODE);
    const thread = graph.get(e, THREAD);
    const kind = graph.get(e, KIND);
    const flags = graph.get(e, FLAGS);
    const what = trie.kind[node]!;
    // The other halves of an operation belong to the step of its first.
    const isRest =
      kind === UWRITE || ((flags & ENQUEUE) !== 0 && kind === UREAD) || ((what === t.WAIT || what === t.TURN) && kind === CHOICE);
    if (isRest) {
      const first = this.#stepOf[graph.get(e, BEFORE)];
      if (first !== undefined) {
        this.#stepOf[e] = first;
        if (kind === UWRITE && (flags & (ENQUEUE | REMOVAL)) === 0 && what !== t.NOTIFY && what !== t.LOCK) {
          const follows = this.#follows(e);
          this.#steps[first] = {
            ...this.#steps[first]!,
            written: this.#words.text(graph.get(e, VALUE)),
            ...(follows === undefined ? {} : { follows }),
          };
        }
      }
      return;
    }
    if (this.#isHidden(e)) return;
    const id = this.#steps.length;
    this.#stepOf[e] = id;
    const index = (this.#indices[thread] = (this.#indices[thread] ?? -1) + 1);
    const from = graph.get(e, FROM);
    const loc = graph.get(e, LOC);
    const isAccess = kind === READ || kind === UREAD || kind === WRITE;
    const step: Step = {
      id,
      thread,
      index,
      kind: kindOf(this.#x, e),
      call: callOf(this.#x, e),
      ...(isAccess && trie.loc[node]! >= 0 ? { word: this.#words.of(trie.loc[node]!) } : {}),
      ...((isAccess && what !== t.LOCK && what !== t.UNLOCK && what !== t.NOTIFY) || what === t.FENCE
        ? { order: orderName(graph.get(e, ORDER)) }
        : {}),
      ...valuesOf(this.#x, this.#words, e),
      ...((kind === READ || kind === UREAD) && what !== t.NOTIFY && (flags & REMOVAL) === 0
        ? { readsFrom: from >= 0 ? (this.#stepOf[from] ?? -1) : -1 }
        : {}),
      ...(kind === f.MARK && from >= 0 && this.#stepOf[from] !== undefined ? { readsFrom: this.#stepOf[from] } : {}),
      ...(kind === WRITE && loc >= 0 ? { follows: this.#follows(e) ?? -1 } : {}),
      ...noteOf(this.#x, e, node),
      ...this.#placeOf(thread, node),
    };
    this.#steps.push(step);
  }

  /** What the engine asks of itself: whether a thread dies here, if it does not, and whether it was told to end. */
  #isHidden(e: number): boolean {
    const { graph, trie, values, locations } = this.#x;
    const node = graph.get(e, NODE);
    if (trie.kind[node] === t.DIE) return values.decode(graph.get(e, VALUE)) === 0;
    return trie.kind[node] === t.LOAD && locations.all[trie.loc[node]!]!.kind === 'termination';
  }

  #follows(write: number): number | undefined {
    const previous = this.#x.graph.get(write, CO_PREVIOUS);
    if (previous === NO_EVENT) return undefined;
    return previous < 0 ? -1 : this.#stepOf[previous];
  }
}
