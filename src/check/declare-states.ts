import { realm } from '../realm/realm.ts';

/** Typed arrays on whose elements `Atomics` works. */
export type AtomicView =
  | Int8Array<SharedArrayBuffer>
  | Uint8Array<SharedArrayBuffer>
  | Int16Array<SharedArrayBuffer>
  | Uint16Array<SharedArrayBuffer>
  | Int32Array<SharedArrayBuffer>
  | Uint32Array<SharedArrayBuffer>
  | BigInt64Array<SharedArrayBuffer>
  | BigUint64Array<SharedArrayBuffer>;

/** What the values of a state word mean: by value, or by a function that returns undefined for what it does not know. */
export type States = Readonly<Record<number, string>> | ((value: number) => string | undefined);

/**
 * Says what the values of a state word mean, for reports and the viewer: `declareStates(state, 0, { 0: 'unlocked', 1: 'locked' })`. Call it where the word is made, in the program's
 * set-up or in a thread. Outside of a checked run it does nothing, so a lock can keep it.
 */
export function declareStates(view: AtomicView, index: number, states: States, name?: string): void {
  if (realm.checked === undefined) return;
  const { buffer, byteOffset, BYTES_PER_ELEMENT, length } = view;
  if (!(Number.isInteger(index) && index >= 0 && index < length))
    throw new RangeError(`declareStates(view, index, states): the view has the elements 0 to ${length - 1}, but index is ${String(index)}`);
  const meaning = typeof states === 'function' ? states : (value: number) => (Object.hasOwn(states, value) ? states[value] : undefined);
  realm.checked.describe(buffer, byteOffset + index * BYTES_PER_ELEMENT, { ...(name === undefined ? {} : { name }), meaning });
}
