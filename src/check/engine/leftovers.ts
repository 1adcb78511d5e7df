import { setMachine } from '../machine.ts';
import { UnusableProgramError } from '../unusable.ts';
import { wholePlace } from '../report/places.ts';
import { ABORT, expectAborts } from './abort.ts';
import type { Failure } from './failure.ts';
import { lateMachine } from './late-machine.ts';
import { currentStack } from './places.ts';
import { idle } from './promise-jobs.ts';

/** Turns of the queue of microtasks that what is left gets to come to its next operation. */
const TURNS_AFTER = 20;

/** What runs that are over have left behind: promise jobs that still have code of the program to run. To be rid of them costs some turns of the queue of microtasks. */
export class Leftovers {
  /** Whether a run that was dropped has left some. */
  areThere = false;
  readonly #failure: Failure;

  constructor(failure: Failure) {
    this.#failure = failure;
  }

  /** Lets those of runs that were dropped come to their next operation, which ends them. */
  async dropIfAny(): Promise<void> {
    if (!this.areThere) return;
    this.areThere = false;
    await this.drop();
    setMachine(undefined);
  }

  // The machines of these stay in force: who awaits one takes it away, with no turn of the queue between.

  /** What is left of a run that was dropped must not be taken for a part of the next one. */
  async drop(): Promise<void> {
    setMachine(this.#discarding);
    await idle(() => false, TURNS_AFTER);
  }

  /** Of a thread that has ended nothing may be left that uses shared memory. */
  async watch(): Promise<void> {
    setMachine(this.#late);
    await idle(() => false, TURNS_AFTER);
  }

  /** The same, only until something does. */
  async settle(): Promise<void> {
    setMachine(this.#late);
    await idle(() => this.#failure.isThere, TURNS_AFTER);
  }

  readonly #late = lateMachine(() => {
    expectAborts();
    const [place] = currentStack();
    const where = place === undefined ? '' : ` at ${wholePlace(place)}`;
    this.#failure.note(
      new UnusableProgramError(
        `something that a thread left behind when it ended uses shared memory${where}: a callback of a promise, or an async function that nobody awaits. No execution has it in it: let the thread be an async function that awaits it`,
      ),
    );
    throw ABORT;
  });

  readonly #discarding = lateMachine(() => {
    throw ABORT;
  });
}
