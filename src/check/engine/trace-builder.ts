import {
  TRACE_VERSION,
  type Choice,
  type Place,
  type Step,
  type StepKind,
  type ThreadEnd,
  type Trace,
  type Word,
} from '../report/trace.ts';
import { resultText, safeText } from '../report/value-text.ts';
import { valueText } from '../report/values.ts';
import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';
import { linearize } from './linear-order.ts';
import { rmwName } from './operations.ts';
import { orderName } from './orders.ts';
import { currentStack, knownPlace, stackOf } from './places.ts';
import { synchronization } from './synchronization.ts';
import * as t from './trie.ts';

const {
  BEFORE,
  CHOICE,
  CO_PREVIOUS,
  ENQUEUE,
  FLAGS,
  FROM,
  HEAD,
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

/** What the program's locks say of their words while it runs. */
export interface Words {
  listen(): void;
  stopListening(): void;
  describedWord(
    buffer: number,
    offset: number,
  ): { readonly name: string | undefined; meaning(value: number): string | undefined } | undefined;
}

export interface BuiltTrace {
  readonly trace: Trace;
  /** The step that an event of the graph belongs to. */
  stepOf(event: number): number | undefined;
}

/** What the checker's own locks hold while nobody has them. */
const FREE = 'free';

class TraceBuilder {
  readonly #x: Exploration;
  /** By thread and node. */
  readonly #stacks = new Map<string, Place[]>();
  readonly #words: Word[] = [];
  readonly #wordOf = new Map<number, number>();
  readonly #steps: Step[] = [];
  /** By event: its step. */
  readonly #stepOf: number[] = [];
  readonly #indices: number[] = [];

  readonly #described: Words;

  constructor(x: Exploration, described: Words) {
    this.#x = x;
    this.#described = described;
  }

  build({ check, model, execution }: { check: string; model: string; execution: number }): Trace {
    const { explorer } = this.#x;
    for (let thread = 0; thread < explorer.threads; thread++) if (explorer.exists(thread)) this.#learnPlaces(thread);
    const order = linearize(this.#x);
    for (const event of order) this.#addStep(event);
    const synchronizes = synchronization(this.#x, model, order, this.#stepOf);
    const threads: ThreadEnd[] = [];
    for (let thread = 0; thread < explorer.threads; thread++) if (explorer.exists(thread)) threads.push(this.#endOf(thread));
    const words = this.#words.map((word, i) => this.#withStates(word, i));
    const path = this.#path(words);
    return { version: TRACE_VERSION, check, model, threads, words, steps: this.#steps, synchronizes, execution, path };
  }

  /** The word with the meanings of all values that it has in this execution, if its lock declares them. */
  #withStates(word: Word, index: number): Word {
    const described = this.#described.describedWord(word.buffer, word.offset);
    if (described === undefined) return word;
    const values = new Set([word.initial]);
    for (const step of this.#steps) {
      if (step.word !== index || step.kind === 'notify') continue;
      for (const value of [step.read, step.written]) if (value !== undefined) values.add(value);
    }
    const states = [...values].flatMap((value) => {
      const meaning = described.meaning(Number(value));
      return meaning === undefined ? [] : [[value, meaning] as const];
    });
    return states.length === 0 ? word : { ...word, states: Object.fromEntries(states) };
  }

  /** What was chosen for each step, in the order in which the exploration added them. */
  #path(words: readonly Word[]): Choice[] {
    const { graph } = this.#x;
    const path: Choice[] = [];
    for (let e = 0; e < graph.size; e++) {
      const step = this.#steps[this.#stepOf[e] ?? -1];
      if (step === undefined) continue;
      const text = this.#choiceOf(e, step, words);
      const last = path.at(-1);
      // The two halves of a read-modify-write are one step, and what one reads says where it writes.
      if (last !== undefined && last.thread === step.thread && last.index === step.index) {
        if (last.text === '' && text !== '') path[path.length - 1] = { ...last, text };
      } else path.push({ thread: step.thread, index: step.index, text });
    }
    return path;
  }

  #choiceOf(e: number, step: Step, words: readonly Word[]): string {
    const { graph, trie } = this.#x;
    const kind = graph.get(e, KIND);
    const word = step.word === undefined ? undefined : words[step.word];
    const what = `${step.call.replace(/^Atomics\./, '')}${word === undefined ? '' : ` of ${word.name}`}`;
    const text = (value: string | undefined) => (value === undefined ? '?' : valueText(word, value));
    const name = (event: number) => (event < 0 ? 'the initial value' : this.#nameOf(event));
    if (kind === CHOICE) return trie.kind[graph.get(e, NODE)] === t.CHOOSE ? `chooses ${step.read}` : '';
    if (kind === READ || kind === UREAD) {
      const from = graph.get(e, FROM);
      if (step.kind === 'lock' || step.kind === 'notify') return `${step.kind} after ${name(from)}`;
      return step.readsFrom === undefined ? '' : `${what} sees ${text(step.read)} from ${name(from)}`;
    }
    if (kind !== WRITE || graph.get(e, LOC) < 0) return '';
    // Of the writes that were there before it, the one just before it: those that came later are choices of their own.
    let previous = graph.get(e, CO_PREVIOUS);
    while (previous > e) previous = graph.get(previous, CO_PREVIOUS);
    return `${what} sets ${text(step.written)} after ${name(previous)}`;
  }

  #nameOf(event: number): string {
    const step = this.#steps[this.#stepOf[event] ?? -1];
    return step === undefined ? 'an earlier step' : `step ${step.index + 1} of thread ${step.thread}`;
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

  #word(location: number): number {
    const { kind, buffer: of, offset: at } = this.#x.locations.all[location]!;
    // Who sleeps is shown with the word that they sleep on.
    const word =
      kind === 'waiters' ? this.#x.locations.all.findIndex((l) => l.kind === 'word' && l.buffer === of && l.offset === at) : location;
    const loc = word === -1 ? location : word;
    const known = this.#wordOf.get(loc);
    if (known !== undefined) return known;
    const { kind: what, name, buffer, offset, bytes, initial } = this.#x.locations.all[loc]!;
    const described = this.#described.describedWord(buffer, offset)?.name;
    const index =
      this.#words.push({ name: described ?? name, buffer, offset, bytes, initial: what === 'lock' ? FREE : this.#text(initial) }) - 1;
    this.#wordOf.set(loc, index);
    return index;
  }

  #text(word: number): string {
    const value = this.#x.values.decode(word) as unknown;
    return Array.isArray(value) ? `[${value.map((ticket: number) => `thread ${Math.floor(ticket / 65536)}`).join(', ')}]` : String(value);
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
            written: this.#text(graph.get(e, VALUE)),
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
      kind: this.#kindOf(e),
      call: this.#callOf(e),
      ...(isAccess && trie.loc[node]! >= 0 ? { word: this.#word(trie.loc[node]!) } : {}),
      ...((isAccess && what !== t.LOCK && what !== t.UNLOCK && what !== t.NOTIFY) || what === t.FENCE
        ? { order: orderName(graph.get(e, ORDER)) }
        : {}),
      ...this.#valuesOf(e),
      ...((kind === READ || kind === UREAD) && what !== t.NOTIFY && (flags & REMOVAL) === 0
        ? { readsFrom: from >= 0 ? (this.#stepOf[from] ?? -1) : -1 }
        : {}),
      ...(kind === f.MARK && from >= 0 && this.#stepOf[from] !== undefined ? { readsFrom: this.#stepOf[from] } : {}),
      ...(kind === WRITE && loc >= 0 ? { follows: this.#follows(e) ?? -1 } : {}),
      ...this.#noteOf(e, node),
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

  /** Whether the lock has been taken, and is not only waited for: then its write follows. */
  #isTaken(e: number): boolean {
    const { graph } = this.#x;
    for (let next = e + 1; next < graph.size; next++) if (graph.get(next, BEFORE) === e) return graph.get(next, KIND) === UWRITE;
    return false;
  }

  /** Which thread is spawned or joined. */
  #noteOf(e: number, node: number): { note?: string } {
    const { graph, explorer, trie } = this.#x;
    if (trie.kind[node] === t.JOIN) return { note: this.#threadName(trie.a[node]!) };
    if (trie.kind[node] !== t.SPAWN) return {};
    for (let thread = 0; thread < explorer.threads; thread++) if (graph.spawnOf(thread) === e) return { note: this.#threadName(thread) };
    return {};
  }

  #threadName(thread: number): string {
    return this.#x.runner.known.names[thread] ?? `thread ${thread}`;
  }

  #follows(write: number): number | undefined {
    const previous = this.#x.graph.get(write, CO_PREVIOUS);
    if (previous === NO_EVENT) return undefined;
    return previous < 0 ? -1 : this.#stepOf[previous];
  }

  #kindOf(e: number): StepKind {
    const { graph, trie } = this.#x;
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

  #callOf(e: number): string {
    const { graph, trie, locations } = this.#x;
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

  #valuesOf(e: number): { read?: string; written?: string } {
    const { graph, trie, values } = this.#x;
    const kind = graph.get(e, KIND);
    const node = graph.get(e, NODE);
    const word = graph.get(e, VALUE);
    switch (trie.kind[node]) {
      case t.NOTIFY:
        return { read: String(Math.min(values.decodeList(word).length, trie.a[node]!)) };
      case t.CHOOSE:
        return { read: this.#text(word) };
      case t.TIME:
        return { read: values.decode(word) === 0 ? 'no time has passed' : 'much time has passed' };
      case t.LOAD:
      case t.RMW:
      case t.CAS:
        return { read: this.#text(word) };
      case t.WAIT_ASYNC:
      case t.WAIT:
        return (graph.get(e, FLAGS) & HEAD) !== 0 ? { read: this.#text(word) } : {};
      case t.STORE:
        return kind === WRITE ? { written: this.#text(word) } : { read: this.#text(word) };
      case t.LOCK:
        return this.#isTaken(e) ? { written: `held by ${this.#threadName(graph.get(e, THREAD))}` } : {};
      case t.UNLOCK:
        return { written: FREE };
      default:
        return {};
    }
  }

  /** The word that an awaiting thread waits for. */
  #pendingWord(thread: number): { word?: number } {
    const { explorer, graph, trie } = this.#x;
    const [head] = explorer.sleepers.pendingOf(thread, graph.lastOf(thread));
    return head === undefined ? {} : { word: this.#word(trie.loc[graph.get(head, NODE)]!) };
  }

  #endOf(thread: number): ThreadEnd {
    const { explorer, graph, trie, values } = this.#x;
    const name = this.#threadName(thread);
    let node = explorer.nodeOf(thread);
    const last = graph.lastOf(thread);
    if (node < 0) node = last === NO_EVENT ? -1 : graph.get(last, NODE);
    const where = node < 0 ? {} : this.#placeOf(thread, node);
    const place = where.place === undefined ? {} : { place: where.place };
    if (node >= 0 && trie.kind[node] === t.END) {
      const result = trie.extra.get(node);
      return { thread, name, state: 'finished', ...(result === undefined ? {} : { result: resultText(result) }), ...place };
    }
    if (node >= 0 && trie.kind[node] === t.THROW) {
      const error = trie.extra.get(node);
      const at = knownPlace(stackOf(error));
      return { thread, name, state: 'threw', error: safeText(error), ...(at === undefined ? place : { place: at }) };
    }
    if (node >= 0 && trie.kind[node] === t.KILLED) return { thread, name, state: 'killed' };
    const state = this.#x.stateOf(thread);
    // Of a thread that has done nothing yet its next step may not be known.
    const loc = node >= 0 && trie.kind[node] !== t.UNKNOWN ? trie.loc[node]! : -1;
    const word = loc >= 0 ? { word: this.#word(loc) } : {};
    const of = loc >= 0 ? this.#words[this.#word(loc)]!.name : '';
    switch (state) {
      case 'asleep':
        if (trie.kind[node] === t.TURN) {
          return {
            thread,
            name,
            state: 'asleep',
            reason: trie.a[node] === 0 ? 'awaiting a promise that nobody settles' : 'awaiting Atomics.waitAsync: nobody notifies it',
            ...this.#pendingWord(thread),
            ...place,
          };
        }
        return {
          thread,
          name,
          state: 'asleep',
          reason: `asleep in Atomics.wait on ${of}, which was ${values.decode(trie.a[node]!)}: nobody wakes it`,
          ...word,
          ...place,
        };
      case 'locked':
        return { thread, name, state: 'waiting', reason: `waiting for ${of}`, ...word, ...place };
      case 'joining':
        return { thread, name, state: 'waiting', reason: `waiting for thread ${trie.a[node]} to end`, ...place };
      case 'spinning':
        return { thread, name, state: 'spinning', reason: `spinning until ${of} changes`, ...word, ...place };
      default:
        return { thread, name, state: 'running', ...place };
    }
  }
}
