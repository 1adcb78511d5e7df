import type { DeathNotes } from '../../realm/checked.ts';
import { setMachine } from '../machine.ts';
import { ABORT } from './abort.ts';
import { ALL_BITS } from './orders.ts';
import { type Context, EXPLORE, FINAL, REPLAY } from './run-context.ts';
import { RunMachine } from './run-machine.ts';
import * as t from './trie.ts';

/** Operations that other threads can notice: to them a thread that dies has died before one of these. */
const IS_NOTICED: ReadonlySet<number> = new Set([t.STORE, t.RMW, t.CAS, t.LOCK, t.UNLOCK, t.WAIT, t.NOTIFY, t.SPAWN, t.FREE]);
/** Operations that may last for ever. */
const WAITS: ReadonlySet<number> = new Set([t.WAIT, t.LOCK, t.JOIN]);

function holds(notes: DeathNotes | undefined): notes is DeathNotes {
  return notes !== undefined && notes.held.length > 0;
}

/** How a thread comes to its end: it returns, throws, is terminated or is killed, and then the undertaker puts in order what it held. The fourth layer of {@link Runner}; where threads can die, that is a choice before each operation that others notice. */
export abstract class RunEnds extends RunMachine {
  /** Before an operation: whether the thread gets that far. */
  protected mayDie(c: Context, kind: number): void {
    if (c.mode === FINAL || t.isEnd(kind)) return;
    const isSpawned = this.known.parents[c.thread] !== undefined;
    c.cannotDie = true; // what follows is no operation of its own
    if (this.#mayBeKilled(c.thread) && IS_NOTICED.has(kind) && this.op(t.DIE, -1, 0, 0, 0, 0, 0) !== 0) this.#die(c);
    if (this.terminates && isSpawned) {
      if (this.#isTerminated(c)) this.#die(c);
      // Where it waits for others it can be ended, too. To others that is as if it had never begun to wait.
      if (WAITS.has(kind) && this.op(t.CHOOSE, -1, 2, 0, 0, 0, 0) !== 0) {
        this.assume(this.#isTerminated(c));
        this.#die(c);
      }
    }
    c.cannotDie = false;
  }

  #mayBeKilled(thread: number): boolean {
    if (!this.kills) return false;
    return this.killThreads?.includes(thread) ?? !(this.surroundings.isMain && thread === 0);
  }

  #isTerminated(c: Context): boolean {
    return this.op(t.LOAD, this.terminationOf(c.thread), 0, 0, ALL_BITS, 0, 0) !== this.values.encode(0);
  }

  /** The code of the thread goes no further; what it leaves is put in order as its last steps. */
  #die(c: Context): never {
    c.died = true;
    return this.abort();
  }

  /** The code of the thread is over: it came to that `kind` of end. */
  protected cameToItsEnd(c: Context, kind: number, result: unknown): void {
    if (c.died) {
      if (c.notes === undefined || this.#bury(c)) this.#ended(t.KILLED, undefined);
    } else if (!c.dead && result !== ABORT && (c.mode === FINAL || !holds(c.notes) || this.#bury(c))) this.#ended(kind, result);
  }

  /** What the undertaker does for a thread that ended without giving back what it holds. Returns false if the run ended with that. */
  #bury(c: Context): boolean {
    c.dead = false;
    c.cannotDie = true;
    setMachine(this); // it may have been another's for what the program did after its death
    try {
      this.surroundings.bury(c.thread, c.notes!);
      return true;
    } catch (error) {
      if (error !== ABORT) throw error;
      return false;
    }
  }

  /** Its end is its last operation. */
  #ended(kind: number, result: unknown): void {
    const c = this.c;
    c.dead = false;
    c.cannotDie = true;
    setMachine(this);
    if (this.sayWhenTheyEnd && this.known.parents[c.thread] !== undefined && !this.#saysItEnds(c)) return;
    if (c.mode === REPLAY && c.at === c.path.length - 1 && this.trie.kind[c.node] === kind) {
      // As the last time; and no exception, since this is done for each execution that something is asserted of.
      c.onOperation?.(c.node);
      c.result = result;
      c.dead = true;
      return;
    }
    if (c.mode === EXPLORE && c.at === c.path.length - 1 && this.trie.kind[c.node] === t.UNKNOWN) {
      this.trie.define(c.node, kind, -1, 0, 0, 0, 0, 0);
      this.trie.extra.set(c.node, result);
      c.came = this.explorer.step(c.thread);
      c.dead = true;
      return;
    }
    try {
      if (this.op(kind, -1, 0, 0, 0, 0, 0, result) !== undefined) c.dead = true;
    } catch (error) {
      if (error !== ABORT) throw error;
    }
  }

  /** Returns false if the run ended with that. */
  #saysItEnds(c: Context): boolean {
    try {
      this.op(t.STORE, this.endOf(c.thread), this.values.encode(1), 0, ALL_BITS, 0, 0);
      return true;
    } catch (error) {
      if (error !== ABORT) throw error;
      return false;
    }
  }
}
