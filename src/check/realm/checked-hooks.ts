import type { CheckedHooks, DeathNotes, ThreadResult, WordDescription } from '../../realm/checked.ts';
import type { SharedMemory } from '../../realm/realm.ts';
import { machine, type Machine } from '../machine.ts';
import type { CheckedHeap } from './checked-heap.ts';
import type { DescribedWords } from './described-words.ts';
import { PARKING_LOT, recordOf, SET_UP } from './heap-map.ts';
import { notInSetUp } from './set-up-access.ts';
import { threadOf } from './thread-states.ts';

/** Hands what our rooms ask of a checked run to the machine; before its threads start, to the heap of the set-up, or refuses it. */
export class MachineHooks implements CheckedHooks {
  readonly heap: SharedMemory;
  readonly parkingLot = PARKING_LOT;
  lockAware = false;
  readonly #heap: CheckedHeap;
  readonly #words: DescribedWords;
  /** What threads are called, by number. */
  readonly #names: (string | undefined)[] = [];

  constructor(heap: CheckedHeap, words: DescribedWords) {
    this.#words = words;
    this.heap = heap.memory;
    this.#heap = heap;
  }

  allocate(bytes: number, alignment: number): number {
    return (machine ?? this.#heap).allocate(bytes, alignment);
  }

  free(address: number): void {
    (machine ?? this.#heap).free(address);
  }

  spawn(fn: () => unknown, name: string | undefined): number {
    const it = machineFor('spawn');
    // Noted by the thread itself: the engine may run it without having come back from here.
    const named = (): unknown => {
      this.#names[it.currentThread()] = name;
      return fn();
    };
    return name === undefined ? it.spawn(named) : it.spawn(named, name);
  }

  get notes(): DeathNotes | undefined {
    return machine?.notes?.();
  }

  readonly #numbers = new WeakMap<SharedMemory, number>();
  readonly #memories: WeakRef<SharedMemory>[] = [];
  bury: ((notes: DeathNotes, block: number) => void) | undefined = undefined;

  numberOf(memory: SharedMemory): number {
    let number = this.#numbers.get(memory);
    if (number === undefined) this.#numbers.set(memory, (number = this.#memories.push(new WeakRef(memory))));
    return number;
  }

  memoryOf(number: number): SharedMemory | undefined {
    return this.#memories[number - 1]?.deref();
  }

  join(thread: number): ThreadResult {
    return machineFor('join').join(thread);
  }

  async joinAsync(thread: number): Promise<ThreadResult> {
    const it = machineFor('await of a thread');
    return it.joinAsync === undefined ? it.join(thread) : it.joinAsync(thread);
  }

  isFinished(thread: number): boolean {
    return machineFor('isFinished').isFinished(thread);
  }

  terminate(thread: number): void {
    machineFor('terminate').terminate(thread);
  }

  currentThread(): number {
    return machine === undefined ? SET_UP : machine.currentThread();
  }

  nameOf(thread: number): string | undefined {
    return this.#names[thread];
  }

  sleep(ms: number): void {
    machine?.sleep(ms);
  }

  describe(memory: SharedMemory, address: number, description: WordDescription): void {
    this.#words.add(memory, address, description);
  }

  recordOf(thread: number): number {
    return recordOf(thread);
  }

  threadOf(block: number): number {
    return threadOf(block) ?? SET_UP;
  }
}

function machineFor(what: string): Machine {
  if (machine === undefined) throw notInSetUp(what);
  return machine;
}
