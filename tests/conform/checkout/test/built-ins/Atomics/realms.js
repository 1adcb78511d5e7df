/*---
description: memory of another realm, and a buffer that is gone
---*/
const other = $262.createRealm().global;
const view = new Int32Array(new other.SharedArrayBuffer(8));
assert.sameValue(Atomics.store(view, 1, 3), 3);
assert.sameValue(Atomics.load(view, 1), 3);
const gone = new Int32Array(4);
$262.detachArrayBuffer(gone.buffer);
assert.throws(TypeError, () => Atomics.load(gone, 0));
assert.sameValue($262.evalScript('typeof other'), 'object');
