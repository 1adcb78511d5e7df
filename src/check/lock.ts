import type { Runner } from './engine/runner.ts';
import { host } from './instrument/buffers.ts';
import { machine } from './machine.ts';

/** Locks that the set-up of this run has made so far. */
let locks = 0;
/** Locks that were made outside of any program. */
let outerLocks = 0;

/**
 * The checker's own lock: taking it is one step, which waits while another thread has it. For programs that are about something else than how a lock is made; only within `explore`.
 */
export class Lock {
  /** The same in each run of the program, and no other lock's. */
  readonly #name = nextName();

  /** Locks are numbered anew in each run of the program. */
  static beginRun(): void {
    locks = 0;
  }

  lock(): void {
    running('lock').lock(this.#name);
  }

  unlock(): void {
    running('unlock').unlock(this.#name);
  }
}

function nextName(): string {
  // A thread's memories are numbered in the order in which it makes them; a lock that it makes takes the number of one.
  if (machine !== undefined) return `lock ${machine.newBuffer(0, undefined).id} of thread ${machine.currentThread()}`;
  return host === undefined ? `outer lock ${outerLocks++}` : `lock ${locks++}`;
}

function running(what: string): Runner {
  if (machine === undefined)
    throw new Error(`Lock.${what}() is for the threads of a checked program: call it in a thread that explore() runs`);
  return machine as Runner;
}
