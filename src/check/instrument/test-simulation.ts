/** Runs the same code on native and on simulated memory. The machine is a simple one, whose memory lies apart, so that an access that does not reach it is noticed. */
import type { Ordering } from '../../realm/ordering.ts';
import { type AccessOrder, type Machine, type Raw, type RmwOp, setMachine, type SimBuffer, type Size } from '../machine.ts';
import { modified, readNative, writeNative } from '../realm/native-memory.ts';
import { adoptBuffer, type InstrumentHost, installGlobals } from './index.ts';

const NativeShared = SharedArrayBuffer;
const NativeBytes = Uint8Array;
const GARBAGE = 0xa5;

export class FakeMachine implements Partial<Machine> {
  readonly calls: string[] = [];
  readonly #memories = new Map<number, SharedArrayBuffer>();
  buffers = 1000;

  /** The bytes of the memory, which begin as those of the set-up. */
  bytesOf({ id, native }: SimBuffer): SharedArrayBuffer {
    let bytes = this.#memories.get(id);
    if (bytes === undefined) {
      bytes = new NativeShared(native.byteLength);
      new NativeBytes(bytes).set(new NativeBytes(native));
      this.#memories.set(id, bytes);
    }
    return bytes;
  }

  /** What is read from the native bytes from now on is wrong. */
  takeOver(buffer: SimBuffer): void {
    this.bytesOf(buffer);
    new NativeBytes(buffer.native).fill(GARBAGE);
  }

  load(buffer: SimBuffer, offset: number, size: Size, order: AccessOrder): Raw {
    this.calls.push(`load ${size} @${offset} ${order}`);
    return readNative(this.bytesOf(buffer), offset, size);
  }

  store(buffer: SimBuffer, offset: number, size: Size, value: Raw, order: AccessOrder): void {
    this.calls.push(`store ${size} @${offset} ${order} ${value}`);
    writeNative(this.bytesOf(buffer), offset, size, value);
  }

  rmw(buffer: SimBuffer, offset: number, size: Size, op: RmwOp, operand: Raw, order: Ordering): Raw {
    this.calls.push(`${op} ${size} @${offset} ${order} ${operand}`);
    const before = readNative(this.bytesOf(buffer), offset, size);
    writeNative(this.bytesOf(buffer), offset, size, modified(op, size, before, operand));
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
    this.calls.push(`compareExchange ${size} @${offset} ${success} ${failure}`);
    const before = readNative(this.bytesOf(buffer), offset, size);
    if (before === expected) writeNative(this.bytesOf(buffer), offset, size, replacement);
    return before;
  }

  wait(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    this.calls.push(`wait ${size} @${offset} ${ms}`);
    if (readNative(this.bytesOf(buffer), offset, size) !== expected) return 'not-equal';
    return ms < Infinity ? 'timed-out' : 'ok';
  }

  waitAsync(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number) {
    this.calls.push(`waitAsync ${size} @${offset} ${ms}`);
    return { async: true, value: Promise.resolve('ok' as const), expected, buffer } as const;
  }

  notify(_buffer: SimBuffer, offset: number, count: number): number {
    this.calls.push(`notify @${offset} ${count}`);
    return 0;
  }

  pause(): void {
    this.calls.push('pause');
  }

  newBuffer(byteLength: number, maxByteLength: number | undefined): SimBuffer {
    this.calls.push(`newBuffer ${byteLength} ${maxByteLength}`);
    // With the constructor of the moment, as an exploration might.
    return { id: this.buffers++, native: new SharedArrayBuffer(byteLength) };
  }

  random(): number {
    return 0.25;
  }

  now(): number {
    return 7;
  }
}

/** An exploration that only counts its memories. */
export class FakeHost implements InstrumentHost {
  next = 1;
  readonly made: SimBuffer[] = [];
  reusable: SharedArrayBuffer | undefined;
  readonly adopted: SharedArrayBuffer[] = [];

  registerBuffer(native: SharedArrayBuffer): SimBuffer {
    const buffer = { id: this.next++, native };
    this.made.push(buffer);
    return buffer;
  }

  reuseBuffer(byteLength: number): SharedArrayBuffer | undefined {
    return this.reusable?.byteLength === byteLength ? this.reusable : undefined;
  }

  random(): number {
    return 0.5;
  }

  adopt(native: SharedArrayBuffer): SimBuffer {
    this.adopted.push(native);
    return adoptBuffer(native, { id: this.next++, native });
  }
}

export function inProgram<R>(act: () => R, host: InstrumentHost = new FakeHost()): R {
  const uninstall = installGlobals(host);
  try {
    return act();
  } finally {
    uninstall();
  }
}

export function inThread<R>(act: () => R, machine = new FakeMachine()): R {
  setMachine(machine as unknown as Machine);
  try {
    return act();
  } finally {
    setMachine(undefined);
  }
}

/** Sets up and acts on it in a thread; returns the calls of the machine, too. */
export function simulate<T, R>(setUp: () => T, act: (made: T) => R): { result: R; calls: string[] } {
  const machine = new FakeMachine();
  const host = new FakeHost();
  return inProgram(() => {
    const made = setUp();
    for (const buffer of host.made) machine.takeOver(buffer);
    return { result: inThread(() => act(made), machine), calls: machine.calls };
  }, host);
}

/** What an action came to, as a text: natively, in the set-up of a program, and in a thread of it. It must be the same three times. */
export function threeTimes<T>(setUp: () => T, act: (made: T) => unknown): { native: string; inSetUp: string; inThread: string } {
  const attempt = (made: T): string => {
    try {
      return show(act(made));
    } catch (error) {
      return `throws ${(error as Error).constructor.name}`;
    }
  };
  return {
    native: attempt(setUp()),
    inSetUp: inProgram(() => attempt(setUp())),
    inThread: simulate(setUp, attempt).result,
  };
}

/** What {@link difference} finds where there is none. */
export const NONE = 'no difference';

/** How the three outcomes of {@link threeTimes} differ. */
export function difference<T>(setUp: () => T, act: (made: T) => unknown): string {
  const { native, inSetUp, inThread: threaded } = threeTimes(setUp, act);
  if (inSetUp !== native) return `natively ${native}, but in the set-up ${inSetUp}`;
  return threaded === native ? NONE : `natively ${native}, but in a thread ${threaded}`;
}

/** All of a value that can be told: typed arrays with their class and elements, zeros with their signs. */
export function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (tag.endsWith('Array')) return `${tag}[${Array.from(value as ArrayLike<unknown>, show).join()}]`;
  if (tag !== 'Object') return tag;
  return `{${Object.entries(value)
    .map(([key, part]) => `${key}: ${show(part)}`)
    .join()}}`;
}
