import { machine } from './machine.ts';
import type { Runner } from './engine/runner.ts';

let locks = 0;

/**
 * The checker's own lock: taking it is one step, which waits while another thread has it. For programs that are about something else than how a lock is made; only within `explore`.
 */
export class Lock {
  readonly #name = `lock ${locks++}`;

  /** Locks are numbered anew in each run of the program, so that a lock has the same name in all of them. */
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

function running(what: string): Runner {
  if (machine === undefined)
    throw new Error(`Lock.${what}() is for the threads of a checked program: call it in a thread that explore() runs`);
  return machine as Runner;
}
