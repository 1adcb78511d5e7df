import type { AccessOrder } from '../machine.ts';
import { Lock } from '../lock.ts';
import { machine } from '../machine.ts';
import { assume, choose } from '../program-functions.ts';
import type { Program } from '../result.ts';
import { type DataProgram, registerCount, type Statement, valueOf, WAIT_NOT_EQUAL, WAIT_OK, WAIT_TIMED_OUT } from './program.ts';

/** The size of the elements that a program's locations are. */
export type ElementSize = 4 | 8;

const RESULTS = { ok: WAIT_OK, 'not-equal': WAIT_NOT_EQUAL, 'timed-out': WAIT_TIMED_OUT };
/** How long a timed wait sleeps; simulated time, so any does. */
const TIMEOUT_MS = 5;

/** Turns a data program into one that `explore` runs: its threads call `Atomics.*` as any code does, and return their registers. */
export function toExplore(program: DataProgram, size: ElementSize): () => Program {
  return () => {
    const words = size === 4 ? int32Words(program.initial) : bigInt64Words(program.initial);
    const locks = Array.from({ length: program.locks }, () => new Lock());
    return { threads: program.threads.map((thread) => () => run(thread, words, locks)) };
  };
}

function run(thread: readonly Statement[], words: Words, locks: readonly Lock[]): number[] {
  const registers = Array.from({ length: registerCount(thread) }, () => 0);
  const held = new Set<number>();
  for (let at = 0; at < thread.length; at++) {
    const s = thread[at]!;
    switch (s.op) {
      case 'load':
        registers[s.to] = words.load(s.at, s.order);
        break;
      case 'store':
        words.store(s.at, valueOf(s.value, registers), s.order);
        break;
      case 'rmw':
        registers[s.to] = words.rmw(s.how, s.at, valueOf(s.value, registers), s.order);
        break;
      case 'cas':
        registers[s.to] = words.compareExchange(s.at, valueOf(s.expected, registers), valueOf(s.value, registers), s.order);
        break;
      case 'fence':
        machine!.fence(s.order);
        break;
      case 'assume':
        assume(registers[s.register] === s.is);
        break;
      case 'if':
        if (registers[s.register] !== s.is) at += s.count;
        break;
      case 'choose':
        registers[s.to] = choose(s.of);
        break;
      case 'await':
        while (words.load(s.at, s.order) !== s.is);
        break;
      case 'await-cas':
        while (words.compareExchange(s.at, s.expected, s.value, s.order) !== s.expected);
        break;
      case 'lock':
        if (!held.has(s.lock)) locks[s.lock]!.lock();
        held.add(s.lock);
        break;
      case 'unlock':
        if (held.delete(s.lock)) locks[s.lock]!.unlock();
        break;
      case 'wait':
        registers[s.to] = RESULTS[words.wait(s.at, s.expected, s.timed ? TIMEOUT_MS : Infinity)];
        break;
      case 'notify':
        registers[s.to] = words.notify(s.at, s.count);
    }
  }
  return registers;
}

interface Words {
  load(at: number, order: AccessOrder): number;
  store(at: number, value: number, order: AccessOrder): void;
  rmw(how: (Statement & { op: 'rmw' })['how'], at: number, value: number, order: AccessOrder): number;
  compareExchange(at: number, expected: number, value: number, order: AccessOrder): number;
  wait(at: number, expected: number, ms: number): keyof typeof RESULTS;
  notify(at: number, count: number): number;
}

/** `Atomics` as it is while a program is checked: the declared order is one argument more. Looked up at each call, since it is replaced meanwhile. */
type Ordered = Record<string, (view: unknown, at: number, ...rest: unknown[]) => any>;
const atomics = (): Ordered => globalThis.Atomics as unknown as Ordered;

function int32Words(initial: readonly number[]): Words {
  const view = new Int32Array(new SharedArrayBuffer(Math.max(1, initial.length) * Int32Array.BYTES_PER_ELEMENT));
  for (const [at, value] of initial.entries()) view[at] = value;
  return {
    load: (at, order) => (order === 'plain' ? view[at]! : atomics()['load']!(view, at, order)),
    store(at, value, order) {
      if (order === 'plain') view[at] = value;
      else atomics()['store']!(view, at, value, order);
    },
    rmw: (how, at, value, order) => atomics()[how]!(view, at, value, order),
    compareExchange: (at, expected, value, order) => atomics()['compareExchange']!(view, at, expected, value, order),
    wait: (at, expected, ms) => Atomics.wait(view, at, expected, ms),
    notify: (at, count) => Atomics.notify(view, at, count),
  };
}

function bigInt64Words(initial: readonly number[]): Words {
  const view = new BigInt64Array(new SharedArrayBuffer(Math.max(1, initial.length) * BigInt64Array.BYTES_PER_ELEMENT));
  for (const [at, value] of initial.entries()) view[at] = BigInt(value);
  return {
    load: (at, order) => Number(order === 'plain' ? view[at]! : atomics()['load']!(view, at, order)),
    store(at, value, order) {
      if (order === 'plain') view[at] = BigInt(value);
      else atomics()['store']!(view, at, BigInt(value), order);
    },
    rmw: (how, at, value, order) => Number(atomics()[how]!(view, at, BigInt(value), order)),
    compareExchange: (at, expected, value, order) =>
      Number(atomics()['compareExchange']!(view, at, BigInt(expected), BigInt(value), order)),
    wait: (at, expected, ms) => Atomics.wait(view, at, BigInt(expected), ms),
    notify: (at, count) => Atomics.notify(view, at, count),
  };
}
