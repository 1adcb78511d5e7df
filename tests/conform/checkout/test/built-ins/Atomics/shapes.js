/*---
description: names, parameters and attributes of all functions; none is a constructor
features: [Atomics]
---*/
const shapes = { add: 3, and: 3, compareExchange: 4, exchange: 3, isLockFree: 1, load: 2, notify: 3, or: 3, store: 3, sub: 3, wait: 4, waitAsync: 4, xor: 3 };
for (const [name, length] of Object.entries(shapes)) {
  const { value, enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(Atomics, name);
  assert.sameValue(value.name, name);
  assert.sameValue(value.length, length, name);
  assert.sameValue([enumerable, writable, configurable].join(), 'false,true,true', name);
  assert.throws(TypeError, () => Reflect.construct(Object, [], value), name);
  assert.sameValue(delete value.length, true, name);
}
assert.sameValue(delete Atomics.load, true);
