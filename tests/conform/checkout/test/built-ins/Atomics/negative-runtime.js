/*---
negative:
  phase: runtime
  type: RangeError
---*/
Atomics.load(new Int32Array(new SharedArrayBuffer(4)), 1);
