import { type AccessOrder, setMachine } from '../machine.ts';
import type { OrderedKind } from '../advice/lattice.ts';
import { ABORT, expectAborts } from './abort.ts';
import { Ending } from './ending.ts';
import type { Explorer } from './explorer.ts';
import { WENT_ON } from './steps.ts';
import { Failure } from './failure.ts';
import { frozenOperation } from './frozen.ts';
import type { Known } from './known.ts';
import { type Locations, Restart } from './locations.ts';
import { Nondeterminism } from './nondeterminism.ts';
import { BITS } from './orders.ts';
import { currentStack } from './places.ts';
import type { Surroundings } from './program-run.ts';
import * as run from './run-context.ts';
import type { Context } from './run-context.ts';
import { stragglerMachine } from './straggler.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import type { Values } from './values.ts';

const { EXPLORE, FINAL, FROZEN, REPLAY } = run;

/** Steps of a thread, before it is taken for one that never ends. */
const MOST_STEPS = 2000;
/** Operations of a run that is over, before values are made up for it so that it ends. */
const MOST_CAUGHT = 50;

/** Which order an operation of the code that runs is judged by, instead of the one that it declares. */
export type OrderOf = (kind: OrderedKind, declared: AccessOrder) => AccessOrder;

/**
 * What an operation of the code that runs comes to: the first layer of {@link Runner}. One whose node is known costs a comparison and a step along the path of the run; at the end of the
 * path the trie is taught, and the explorer asked for what follows.
 */
export abstract class RunOperations {
  explorer!: Explorer;
  protected readonly trie: Trie;
  readonly values: Values;
  protected readonly locations: Locations;
  protected readonly surroundings: Surroundings;
  readonly maxSteps: number;
  /** The run that is on. */
  protected c: Context = run.newContext(0, REPLAY, []);
  readonly known: Known;
  /** As they were known when the exploration began: they decide what threads do. */
  protected readonly timed: ReadonlySet<number>;
  protected readonly sayWhenTheyEnd: boolean;
  protected readonly terminates: boolean;
  protected readonly kills: boolean;
  protected readonly killThreads: readonly number[] | undefined;
  /** Whether any thread was found to stop at an `assume` or to spin. Where it turns up early, the exploration begins anew with that known, so that it drops the same from the start. */
  getsStuck: boolean;
  /** Why the exploration must begin anew. */
  restart: Restart | undefined;
  /** What the engine itself threw in the middle of a run: it ends the exploration, whatever the program catches. */
  protected readonly failure = new Failure();
  readonly #orderOf: OrderOf | undefined;
  readonly #heartbeat: Int32Array | undefined;
  protected readonly ending: Ending;
  /** How often the program, in the run that is on, went on after its end. */
  protected caught = 0;
  readonly #straggler = stragglerMachine(ABORT);

  constructor(
    parts: { trie: Trie; values: Values; locations: Locations; known: Known },
    surroundings: Surroundings,
    options: {
      maxSteps?: number | undefined;
      heartbeat?: Int32Array | undefined;
      getsStuck?: boolean | undefined;
      orderOf?: OrderOf | undefined;
      kills?: boolean;
      killThreads?: readonly number[] | undefined;
    },
  ) {
    this.trie = parts.trie;
    this.known = parts.known;
    this.timed = new Set(parts.known.timed);
    this.sayWhenTheyEnd = parts.known.asksWhoEnded;
    this.terminates = parts.known.terminates;
    this.kills = options.kills === true;
    this.killThreads = options.killThreads;
    this.values = parts.values;
    this.locations = parts.locations;
    this.surroundings = surroundings;
    this.ending = new Ending(this.values, this.locations, {
      buffer: surroundings.heapBuffer,
      bytesOf: (address) => this.bytesOf(address),
    });
    this.maxSteps = options.maxSteps ?? MOST_STEPS;
    this.#heartbeat = options.heartbeat;
    this.getsStuck = options.getsStuck === true;
    this.#orderOf = options.orderOf;
  }

  /** An operation of the running thread; returns the word of its value. */
  protected op(kind: number, loc: number, a: number, b: number, order: number, failure: number, part: number, extra?: unknown): number {
    const c = this.c;
    if (c.dead) this.isOver();
    if (this.#heartbeat !== undefined) this.#heartbeat[0]!++;
    if ((this.kills || this.terminates) && !c.cannotDie) this.mayDie(c, kind);
    const { node } = c;
    const trie = this.trie;
    if (c.at < c.path.length - 1) {
      if (!trie.matches(node, kind, loc, a, b, order, failure, part)) this.#differs(node, kind, loc, a, b);
      c.onOperation?.(node);
      const next = c.path[++c.at]!;
      c.node = next;
      return trie.via[next]!;
    }
    return this.#frontier(kind, loc, a, b, order, failure, part, extra);
  }

  /** Before an operation: whether the thread gets that far. */
  protected abstract mayDie(c: Context, kind: number): void;

  /** The same where the path of the run ends. */
  #frontier(kind: number, loc: number, a: number, b: number, order: number, failure: number, part: number, extra: unknown): number {
    const c = this.c;
    const trie = this.trie;
    if (c.mode === FINAL) return this.ending.op(kind, loc, a, b, part, extra) ?? this.abort();
    const { node } = c;
    if (c.mode === FROZEN) return frozenOperation(this.values, c, kind, loc, a, b, part) ?? this.abort();
    if (trie.kind[node] === t.UNKNOWN) {
      if (trie.depth[node]! >= this.maxSteps && !t.isEnd(kind)) trie.define(node, t.TOO_LONG, -1, 0, 0, 0, 0, 0);
      else trie.define(node, kind, loc, a, b, order, failure, part);
      if (t.isEnd(kind)) trie.extra.set(node, extra);
      if (kind === t.ASSUME) this.getsStuck = true;
      this.known.pools.learnOperation(c.thread, kind, loc, a, b);
    } else if (!trie.matches(node, kind, loc, a, b, order, failure, part) && trie.kind[node] !== t.TOO_LONG) {
      this.#differs(node, kind, loc, a, b);
    }
    if (c.mode !== EXPLORE) {
      if (this.known.asyncThreads.has(c.thread)) this.known.stacks.set(node, currentStack());
      c.onOperation?.(node);
      this.abort();
    }
    for (;;) {
      try {
        c.came = this.explorer.step(c.thread);
      } catch (error) {
        this.c = c;
        this.fail(error);
      }
      this.c = c;
      if (c.came !== WENT_ON || this.explorer.mustRescan || this.explorer.stopped) this.abort();
      const next = this.explorer.nodeOf(c.thread);
      if (next < 0) continue;
      c.node = next;
      c.path.push(next);
      c.at++;
      return trie.via[next]!;
    }
  }

  /** The order by which an operation is judged: the declared one, unless another is put in its place (see `advice/`). It is asked for once, when the operation is new. */
  protected order(kind: OrderedKind, declared: AccessOrder): number {
    if (this.#orderOf === undefined) return BITS[declared];
    const { node, mode } = this.c;
    if (mode === FINAL) return BITS[declared];
    if (this.trie.kind[node] !== t.UNKNOWN) return (kind === 'failure' ? this.trie.failure : this.trie.order)[node]!;
    return BITS[mode === FROZEN ? declared : this.#orderOf(kind, declared)];
  }

  /** How long the block of the heap at `address` is in the execution at hand; undefined where there is none. */
  bytesOf(address: number): number | undefined {
    return this.known.blocks.bytesOf(address, () => this.explorer.nodesPassed()) ?? this.surroundings.bytesOf(address);
  }

  /** The run has ended, but the program has caught that and goes on. */
  protected isOver(): never {
    if (++this.caught > MOST_CAUGHT) setMachine(this.#straggler);
    throw ABORT;
  }

  /** Ends the run. */
  protected abort(): never {
    this.c.dead = true;
    // What it goes through may be an async function, whatever the thread is.
    expectAborts();
    throw ABORT;
  }

  /** Ends the run, and then the exploration, by an error that the program must not catch. */
  protected fail(error: unknown): never {
    this.failure.note(error);
    return this.abort();
  }

  /** Ends the exploration, so that it begins anew with what was learned. */
  protected beginAnew(why: string): void {
    this.restart = new Restart(why);
    this.explorer.stopped = true;
  }

  /** What the code does may depend on which thread it is. */
  protected toldApart(): void {
    this.known.toldApart = true;
  }

  /** The thread did something else than the time before. */
  #differs(node: number, kind: number, loc: number, a: number, b: number): never {
    const trie = this.trie;
    const was = this.describe(trie.kind[node]!, trie.loc[node]!, trie.a[node]!, trie.b[node]!);
    const now = this.describe(kind, loc, a, b);
    const { thread } = this.c;
    const message = `thread ${thread} did ${now} as its step ${trie.depth[node]}, but ${was} the time before, although it had read the same values`;
    this.fail(new Nondeterminism([thread], message));
  }

  describe(kind: number, loc: number, a: number, b: number): string {
    const name = loc >= 0 ? ` of ${this.locations.all[loc]?.name}` : '';
    const value = (word: number): string => String(this.values.decode(word));
    if (kind === t.STORE) return `a store of ${value(a)} to${name.slice(3)}`;
    if (kind === t.CAS) return `a compareExchange${name} from ${value(a)} to ${value(b)}`;
    return `${/^[aeiou]/.test(t.KIND_NAMES[kind]!) ? 'an' : 'a'} ${t.KIND_NAMES[kind]}${name}`;
  }
}
