import { machine, type RmwOp } from '../machine.ts';
import type { Ordering } from '../../realm/ordering.ts';
import { setUpAccess } from '../realm/set-up-access.ts';
import { simulatedBy } from './buffers.ts';
import { toBigInt, toInteger } from './coercions.ts';
import { failureOrder, loadOrder, storeOrder, updateOrder } from './declared-orders.ts';
import { lengthOf, type Method, type Names } from './natives.ts';
import { patchValue } from './patches.ts';
import { type View, viewForAtomics } from './views.ts';

type Value = number | bigint;

const natives = Object.fromEntries(
  Object.getOwnPropertyNames(Atomics).map((name) => [name, (Atomics as unknown as Names)[name]]),
) as Record<string, Method>;
const nativeLoad = natives['load']!;

/** The index of an element, checked as the native functions do: first the array, then the index. */
function indexIn(view: View, index: unknown): number {
  const isIndex = typeof index === 'number' && (index | 0) === index && index >= 0 && index < lengthOf(view.native);
  if (isIndex && view.element.isAtomic) return index;
  if (!view.element.isAtomic) nativeLoad(view.native, 0); // throws
  // Looking at the index may make the array longer, which is too late.
  const length = lengthOf(view.native);
  const integer = toInteger(index);
  if (integer < 0 || integer >= length) throw new RangeError(`the index ${integer} is not within the ${length} elements of the array`);
  return integer;
}

const at = (view: View, index: number): number => view.byteOffset + index * view.element.size;

/** What a store of `value` returns. */
const coerced = (view: View, value: unknown): Value => (view.element.isBigInt ? toBigInt(value) : toInteger(value));

const { load } = {
  load(array: unknown, index: unknown, order?: Ordering): Value {
    const view = viewForAtomics(array);
    if (view === undefined || machine === undefined) return natively('load', view, array, [index]) as Value;
    const i = indexIn(view, index);
    const { element } = view;
    return element.fromRaw(machine.load(simulatedBy(view.memory), at(view, i), element.size, loadOrder(order)));
  },
};

function natively(name: string, view: View | undefined, array: unknown, args: unknown[]): unknown {
  return natives[name]!(view === undefined ? array : view.native, ...args);
}

const { store } = {
  store(array: unknown, index: unknown, value: unknown, order?: Ordering): Value {
    const view = viewForAtomics(array);
    if (view === undefined || machine === undefined) return natively('store', view, array, [index, value]) as Value;
    const i = indexIn(view, index);
    const result = coerced(view, value);
    const { element } = view;
    machine.store(simulatedBy(view.memory), at(view, i), element.size, element.toRaw(result), storeOrder(order));
    return result;
  },
};

function update(op: RmwOp & keyof typeof Atomics): Method {
  const { [op]: method } = {
    [op](array: unknown, index: unknown, value: unknown, order?: Ordering): Value {
      const view = viewForAtomics(array);
      if (view === undefined || machine === undefined) return natively(op, view, array, [index, value]) as Value;
      const i = indexIn(view, index);
      const { element } = view;
      const operand = element.toRaw(coerced(view, value));
      return element.fromRaw(machine.rmw(simulatedBy(view.memory), at(view, i), element.size, op, operand, updateOrder(op, order)));
    },
  };
  return method as Method;
}

const { compareExchange } = {
  compareExchange(array: unknown, index: unknown, expected: unknown, replacement: unknown, success?: Ordering, failure?: Ordering): Value {
    const view = viewForAtomics(array);
    if (view === undefined || machine === undefined)
      return natively('compareExchange', view, array, [index, expected, replacement]) as Value;
    const i = indexIn(view, index);
    const { element } = view;
    const from = element.toRaw(coerced(view, expected));
    const to = element.toRaw(coerced(view, replacement));
    const order = updateOrder('compareExchange', success);
    const buffer = simulatedBy(view.memory);
    return element.fromRaw(machine.compareExchange(buffer, at(view, i), element.size, from, to, order, failureOrder(order, failure)));
  },
};

/** Arrays that can be waited on. */
const isWaitable = ({ element }: View): boolean => element.name === 'Int32Array' || element.name === 'BigInt64Array';

function milliseconds(timeout: unknown): number {
  const ms = timeout === undefined ? Infinity : +(timeout as number);
  return Number.isNaN(ms) ? Infinity : Math.max(0, ms);
}

/** `wait` and `waitAsync`. In the set-up nobody could wake the sleeper, so it cannot go to sleep there. */
function waiting(name: 'wait' | 'waitAsync'): Method {
  const { [name]: method } = {
    [name](array: unknown, index: unknown, expected: unknown, timeout?: unknown): unknown {
      const view = viewForAtomics(array);
      if (view === undefined || !isWaitable(view)) return natively(name, view, array, [index, expected, timeout]);
      const i = indexIn(view, index);
      const raw = view.element.toRaw(expected);
      const ms = milliseconds(timeout);
      return (machine ?? setUpAccess)[name](simulatedBy(view.memory), at(view, i), view.element.size as 4 | 8, raw, ms);
    },
  };
  return method as Method;
}

const { notify } = {
  notify(array: unknown, index: unknown, count?: unknown): number {
    const view = viewForAtomics(array);
    if (view === undefined || machine === undefined || !isWaitable(view)) return natively('notify', view, array, [index, count]) as number;
    const i = indexIn(view, index);
    const most = count === undefined ? Infinity : Math.max(0, toInteger(count));
    return machine.notify(simulatedBy(view.memory), at(view, i), most);
  },
};

const { pause } = {
  pause(hint?: unknown): void {
    if (machine === undefined || (hint !== undefined && !Number.isInteger(hint))) natives['pause']!(hint);
    else machine.pause();
  },
};

const updates = (['add', 'sub', 'and', 'or', 'xor', 'exchange'] as const).map((op) => update(op));
for (const method of [load, store, ...updates, compareExchange, waiting('wait'), waiting('waitAsync'), notify, pause]) {
  patchValue(Atomics, method.name, method);
}
