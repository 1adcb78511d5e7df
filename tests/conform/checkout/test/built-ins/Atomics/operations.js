/*---
description: >
  results of operations on all kinds of integers
features: [Atomics, SharedArrayBuffer, TypedArray, BigInt]
---*/
const memory = new SharedArrayBuffer(16);
for (const Class of [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array]) {
  const view = new Class(memory);
  view.fill(0);
  assert.sameValue(Atomics.store(view, 1, -1.9), -1, 'store returns the integer');
  assert.sameValue(Atomics.add(view, 1, 2), view[1] - 1 < 0 ? new Class([-1])[0] : new Class([-1])[0]);
  assert.sameValue(view[1], 1);
  assert.sameValue(Atomics.compareExchange(view, 1, 1, 5), 1);
  assert.sameValue(Atomics.exchange(view, 1, 6), 5);
  assert.sameValue(Atomics.xor(view, 1, 3), 6);
  assert.sameValue(Atomics.load(view, 1), 5);
  for (const index of [-1, view.length, Infinity]) assert.throws(RangeError, () => Atomics.load(view, index));
  assert.throws(TypeError, () => Atomics.load(view, 1n));
}
const bigs = new BigInt64Array(memory);
assert.sameValue(Atomics.store(bigs, 0, 2n ** 64n + 1n), 2n ** 64n + 1n);
assert.sameValue(Atomics.sub(bigs, 0, 2n), 1n);
assert.sameValue(bigs[0], -1n);
for (const wrong of [new Float64Array(memory), new Uint8ClampedArray(memory), [], {}, undefined, new DataView(memory)])
  assert.throws(TypeError, () => Atomics.add(wrong, { valueOf() { throw new Test262Error('the index was looked at first'); } }, 0));
const growable = new SharedArrayBuffer(4, { maxByteLength: 16 });
const tracking = new Int32Array(growable);
const grow = { valueOf: () => (growable.grow(8), 1) };
assert.throws(RangeError, () => Atomics.add(tracking, grow, 1), 'the length counts as it was before the index was looked at');
assert.sameValue(Atomics.add(tracking, 1, 1), 0);
