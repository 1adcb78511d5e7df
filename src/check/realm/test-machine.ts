import type { Ordering } from '../../realm/ordering.ts';
import type { SharedMemory } from '../../realm/realm.ts';
import { setMachine, type AccessOrder, type Machine, type Raw, type RmwOp, type SimBuffer, type Size } from '../machine.ts';
import { CheckedRealm } from './checked-realm.ts';
import { HEAP_BYTES, placeInArena } from './heap-map.ts';
import { beginRun, enterChecked, leaveChecked, switchThread } from './install.ts';
import { modified, readNative, writeNative } from './native-memory.ts';

/** An event as text: `cas 4 @8192 acquire`, with the size in bytes and the address. */
type Event = string;

/** A machine for tests: threads run at once when they are spawned, one in the other, and every call is written down. */
export class TestMachine implements Machine {
  readonly events: Event[] = [];
  readonly names: (string | undefined)[] = [undefined];
  readonly #results: { threw: boolean; value: unknown }[] = [];
  #running = 0;
  #end = 0;
  #clock = 0;

  #note(...parts: readonly (string | number)[]): void {
    this.events.push(parts.join(' '));
  }

  load(buffer: SimBuffer, offset: number, size: Size, order: AccessOrder): Raw {
    this.#note('load', size, `@${offset}`, order);
    return readNative(buffer.native, offset, size);
  }

  store(buffer: SimBuffer, offset: number, size: Size, value: Raw, order: AccessOrder): void {
    this.#note('store', size, `@${offset}`, order);
    writeNative(buffer.native, offset, size, value);
  }

  rmw(buffer: SimBuffer, offset: number, size: Size, op: RmwOp, operand: Raw, order: Ordering): Raw {
    this.#note(op, size, `@${offset}`, order);
    const before = readNative(buffer.native, offset, size);
    writeNative(buffer.native, offset, size, modified(op, size, before, operand));
    return before;
  }

  compareExchange(
    buffer: SimBuffer,
    offset: number,
    size: Size,
    expected: Raw,
    replacement: Raw,
    success: Ordering,
    failure: Ordering,
  ): Raw {
    this.#note('cas', size, `@${offset}`, success, failure);
    const before = readNative(buffer.native, offset, size);
    if (before === expected) writeNative(buffer.native, offset, size, replacement);
    return before;
  }

  wait(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    this.#note('wait', size, `@${offset}`, ms);
    return readNative(buffer.native, offset, size) === expected ? 'timed-out' : 'not-equal';
  }

  waitAsync(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number) {
    return { async: false, value: this.wait(buffer, offset, size, expected, ms) as 'not-equal' | 'timed-out' } as const;
  }

  notify(_buffer: SimBuffer, offset: number, count: number): number {
    this.#note('notify', `@${offset}`, count);
    return 0;
  }

  fence(order: Ordering): void {
    this.#note('fence', order);
  }

  pause(): void {
    this.#note('pause');
  }

  choose(): number {
    return 0;
  }

  assume(): void {}

  newBuffer(byteLength: number): SimBuffer {
    return { id: 1, native: new SharedArrayBuffer(byteLength) };
  }

  random(): number {
    return 0;
  }

  now(): number {
    return this.#clock;
  }

  allocate(bytes: number, alignment: number): number {
    const address = placeInArena(this.#running, this.#end, bytes, alignment);
    this.#end = address + bytes;
    this.#note('allocate', bytes, `@${address}`);
    return address;
  }

  free(address: number): void {
    this.#note('free', `@${address}`);
  }

  spawn(fn: () => unknown, name?: string): number {
    const thread = this.names.push(name) - 1;
    this.#note('spawn', thread);
    const spawner = this.#running;
    this.#running = thread;
    switchThread(thread);
    try {
      this.#results[thread] = { threw: false, value: fn() };
    } catch (error) {
      this.#results[thread] = { threw: true, value: error };
    }
    this.#running = spawner;
    switchThread(spawner);
    return thread;
  }

  join(thread: number): { threw: boolean; value: unknown } {
    this.#note('join', thread);
    return this.#results[thread]!;
  }

  isFinished(thread: number): boolean {
    return this.#results[thread] !== undefined;
  }

  currentThread(): number {
    return this.#running;
  }

  sleep(ms: number): void {
    this.#note('sleep', ms);
    this.#clock += ms;
  }

  terminate(thread: number): void {
    this.#note('terminate', thread);
  }
}

const buffers = new WeakMap<SharedMemory, SimBuffer>();
let ids = 0;

/** The simulated memory of a buffer: every buffer is one. */
export function simBufferOf(memory: SharedMemory): SimBuffer {
  let buffer = buffers.get(memory);
  if (buffer === undefined) buffers.set(memory, (buffer = { id: ids++, native: memory as SharedArrayBuffer }));
  return buffer;
}

export function newRealm(): CheckedRealm {
  return new CheckedRealm({ heap: new SharedArrayBuffer(HEAP_BYTES), simBufferOf });
}

/** Sets a program up and runs its thread, as thread 0; returns what the machine saw of it, and what it returned. */
export function run<T, R>(setUp: () => T, thread: (made: T) => R, realm: CheckedRealm = newRealm()): { events: Event[]; result: R } {
  const machine = new TestMachine();
  enterChecked(realm);
  try {
    beginRun();
    const made = setUp();
    switchThread(0);
    setMachine(machine);
    return { events: machine.events, result: thread(made) };
  } finally {
    setMachine(undefined);
    leaveChecked();
  }
}

/** {@link run} of a thread alone. */
export function events(thread: () => unknown): Event[] {
  return run(() => undefined, thread).events;
}
