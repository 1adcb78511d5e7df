import { machine, type Raw, type RmwOp } from '../machine.ts';
import type { Ordering } from '../../realm/ordering.ts';
import { type View, viewForAtomics } from './views.ts';
import { failureOrder, loadOrder, storeOrder, updateOrder } from './declared-orders.ts';

const native = {
  ...Object.fromEntries(Object.getOwnPropertyNames(Atomics).map((name) => [name, (Atomics as unknown as Record<string, unknown>)[name]])),
} as unknown as typeof Atomics & {
  pause?: (n?: number) => void;
};
type Ints = Int32Array;

/** The index, checked as the native function does. */
function indexIn(view: View, index: unknown): number {
  if (typeof index === 'number' && (index | 0) === index && index >= 0 && index < view.native.length && view.element.isInteger)
    return index;
  native.load(view.native as unknown as Ints, index as number); // throws what is to be thrown
  return Math.trunc(Number(index)) || 0;
}

const at = (view: View, index: number): number => view.byteOffset + index * view.element.size;

/** What a store of `value` returns. */
function coerced(view: View, value: unknown): number | bigint {
  if (view.element.isBigInt) return BigInt.asIntN(64, value as bigint) === value ? (value as bigint) : toBigInt(value);
  const integer = Math.trunc(+(value as number));
  return Number.isNaN(integer) ? 0 : integer + 0;
}

function toBigInt(value: unknown): bigint {
  BigInt.asIntN(64, value as bigint); // refuses numbers
  return BigInt(value as string);
}

function load(array: Ints, index: number, order?: Ordering): number | bigint {
  const view = viewForAtomics(array);
  if (view === undefined || machine === undefined) return native.load(view === undefined ? array : (view.native as unknown as Ints), index);
  const i = indexIn(view, index);
  return view.element.fromRaw(machine.load(view.buffer, at(view, i), view.element.size, loadOrder(order)));
}

function store(array: Ints, index: number, value: unknown, order?: Ordering): number | bigint {
  const view = viewForAtomics(array);
  if (view === undefined || machine === undefined)
    return native.store(view === undefined ? array : (view.native as unknown as Ints), index, value as number);
  const i = indexIn(view, index);
  const result = coerced(view, value);
  machine.store(view.buffer, at(view, i), view.element.size, view.element.toRaw(result), storeOrder(order));
  return result;
}

function update(op: RmwOp & keyof typeof Atomics) {
  const nativeOp = native[op] as (array: Ints, index: number, value: number) => number;
  return function (array: Ints, index: number, value: unknown, order?: Ordering): number | bigint {
    const view = viewForAtomics(array);
    if (view === undefined || machine === undefined)
      return nativeOp(view === undefined ? array : (view.native as unknown as Ints), index, value as number);
    const i = indexIn(view, index);
    const operand = view.element.toRaw(coerced(view, value));
    return view.element.fromRaw(machine.rmw(view.buffer, at(view, i), view.element.size, op, operand, updateOrder(op, order)));
  };
}

function compareExchange(
  array: Ints,
  index: number,
  expected: unknown,
  replacement: unknown,
  success?: Ordering,
  failure?: Ordering,
): number | bigint {
  const view = viewForAtomics(array);
  if (view === undefined || machine === undefined) {
    return native.compareExchange(
      view === undefined ? array : (view.native as unknown as Ints),
      index,
      expected as number,
      replacement as number,
    );
  }
  const i = indexIn(view, index);
  const { element } = view;
  const [from, to]: [Raw, Raw] = [element.toRaw(coerced(view, expected)), element.toRaw(coerced(view, replacement))];
  const order = updateOrder('compareExchange', success);
  return element.fromRaw(machine.compareExchange(view.buffer, at(view, i), element.size, from, to, order, failureOrder(order, failure)));
}

/** Arrays that can be waited on. */
function waitable(view: View): boolean {
  return view.element.name === 'Int32Array' || view.element.name === 'BigInt64Array';
}

function milliseconds(timeout: unknown): number {
  const ms = timeout === undefined ? Infinity : Number(timeout);
  return Number.isNaN(ms) ? Infinity : Math.max(0, ms);
}

function wait(array: Ints, index: number, expected: unknown, timeout?: number): 'ok' | 'not-equal' | 'timed-out' {
  const view = viewForAtomics(array);
  if (view === undefined || machine === undefined || !waitable(view))
    return native.wait(view === undefined ? array : (view.native as unknown as Ints), index, expected as number, timeout);
  const i = indexIn(view, index);
  return machine.wait(view.buffer, at(view, i), view.element.size as 4 | 8, view.element.toRaw(expected), milliseconds(timeout));
}

function waitAsync(array: Ints, index: number, expected: unknown, timeout?: number): unknown {
  const view = viewForAtomics(array);
  if (view === undefined || machine === undefined || !waitable(view)) {
    return (native as unknown as { waitAsync: (...args: unknown[]) => unknown }).waitAsync(
      view === undefined ? array : view.native,
      index,
      expected,
      timeout,
    );
  }
  const i = indexIn(view, index);
  return machine.waitAsync(view.buffer, at(view, i), view.element.size as 4 | 8, view.element.toRaw(expected), milliseconds(timeout));
}

function notify(array: Ints, index: number, count?: number): number {
  const view = viewForAtomics(array);
  if (view === undefined || machine === undefined || !waitable(view))
    return native.notify(view === undefined ? array : (view.native as unknown as Ints), index, count);
  const i = indexIn(view, index);
  const most = count === undefined ? Infinity : Math.max(0, Math.trunc(Number(count)) || 0);
  return machine.notify(view.buffer, at(view, i), most);
}

/** What takes the place of the functions of `Atomics`. */
export const instrumentedAtomics: Record<string, unknown> = {
  load,
  store,
  add: update('add'),
  sub: update('sub'),
  and: update('and'),
  or: update('or'),
  xor: update('xor'),
  exchange: update('exchange'),
  compareExchange,
  wait,
  notify,
  ...('waitAsync' in native ? { waitAsync } : {}),
  pause: (n?: number) => (machine === undefined ? native.pause?.(n) : machine.pause()),
};

/** The functions as they were. */
export const nativeAtomics: Record<string, unknown> = Object.fromEntries(
  Object.keys(instrumentedAtomics).map((name) => [name, native[name as 'load']]),
);
