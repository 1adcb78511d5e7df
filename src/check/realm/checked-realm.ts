import type { Ops } from '../../realm/ops.ts';
import type { FenceOrdering } from '../../realm/ordering.ts';
import type { Realm, SharedMemory } from '../../realm/realm.ts';
import { machine, type SimBuffer } from '../machine.ts';
import { CheckedHeap } from './checked-heap.ts';
import { MachineHooks } from './checked-hooks.ts';
import { DescribedWords } from './described-words.ts';
import { CheckedOps } from './checked-ops.ts';
import { ThreadStates } from './thread-states.ts';

/** What a realm for checked runs is made from. */
export interface CheckedRealmOptions {
  /** A memory of `HEAP_BYTES` bytes (`heap-map.ts`) for the simulated heap, the same for all runs of an exploration. */
  readonly heap: SharedMemory;
  /** The simulated memory behind what the program takes for a shared memory: always the same for the same object. */
  readonly simBufferOf: (memory: SharedMemory) => SimBuffer;
}

/**
 * The realm of simulated threads: everything that our primitives ask of the host goes to the machine. There is one for each exploration; `enterChecked` puts it in force.
 *
 * One processor, so that nobody spins before going to sleep: to a checker the two are the same, and each look would multiply the executions.
 */
export class CheckedRealm implements Realm {
  readonly checked: MachineHooks;
  readonly heap: CheckedHeap;
  /** What locks say of their words. */
  readonly words: DescribedWords;
  /** Those of the run that is on; `beginRun` makes new ones. */
  threads = new ThreadStates();
  readonly #simBufferOf: (memory: SharedMemory) => SimBuffer;

  constructor({ heap, simBufferOf }: CheckedRealmOptions) {
    this.#simBufferOf = simBufferOf;
    this.heap = new CheckedHeap(heap, simBufferOf(heap));
    this.words = new DescribedWords(simBufferOf);
    this.checked = new MachineHooks(this.heap, this.words);
  }

  opsFor(memory: SharedMemory): Ops {
    return new CheckedOps(this.#simBufferOf(memory));
  }

  now(): number {
    return machine === undefined ? 0 : machine.now();
  }

  canBlock(): boolean {
    return true;
  }

  pause(): void {
    machine?.pause();
  }

  availableParallelism(): number {
    return 1;
  }

  fence(order: FenceOrdering): void {
    machine?.fence(order);
  }

  keepAlive(): () => void {
    return () => {};
  }
}
