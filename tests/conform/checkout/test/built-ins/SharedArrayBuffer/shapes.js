/*---
description: construction, properties, slices and growth
features: [SharedArrayBuffer, resizable-arraybuffer]
---*/
assert.sameValue(SharedArrayBuffer.length, 1);
assert.throws(TypeError, () => SharedArrayBuffer(1));
assert.throws(RangeError, () => new SharedArrayBuffer(-1));
assert.sameValue(SharedArrayBuffer.prototype.constructor, SharedArrayBuffer);
assert.sameValue(SharedArrayBuffer[Symbol.species], SharedArrayBuffer);
class Own extends SharedArrayBuffer {}
assert.sameValue(Object.getPrototypeOf(new Own(1)), Own.prototype);
assert.sameValue(Object.getPrototypeOf(Reflect.construct(SharedArrayBuffer, [1], Array)), Array.prototype);
const bytes = new Uint8Array(new SharedArrayBuffer(4));
bytes.set([1, 2, 3, 4]);
assert.sameValue(new Uint8Array(bytes.buffer.slice(1, -1)).join(), '2,3');
assert.throws(TypeError, () => SharedArrayBuffer.prototype.slice.call(new ArrayBuffer(1)));
const growable = new SharedArrayBuffer(1, { maxByteLength: 3 });
const tracking = new Uint8Array(growable);
growable.grow(3);
tracking[2] = 9;
assert.sameValue(`${tracking.length} ${growable.byteLength} ${growable.growable} ${new Uint8Array(growable)[2]}`, '3 3 true 9');
assert.throws(RangeError, () => growable.grow(4));
assert.throws(RangeError, () => growable.grow(2));
assert.throws(TypeError, () => bytes.buffer.grow(4));
for (const wrong of [null, 5, 'text', Symbol()]) {
  const buffer = new SharedArrayBuffer(8);
  buffer.constructor = wrong;
  assert.throws(TypeError, () => buffer.slice(1), 'a constructor that is no object');
}
for (const absent of [undefined, { [Symbol.species]: null }, {}]) {
  const buffer = new SharedArrayBuffer(8);
  buffer.constructor = absent;
  assert.sameValue(buffer.slice(1).byteLength, 7);
}
for (const wrong of [() => {}, {}, 5]) {
  const buffer = new SharedArrayBuffer(8);
  buffer.constructor = { [Symbol.species]: wrong };
  assert.throws(TypeError, () => buffer.slice(1), 'a species that is no constructor');
}
