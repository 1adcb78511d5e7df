/*---
description: The text of a function is the one thing that is known to differ.
---*/
assert(String(Atomics.load).includes('[native code]'), 'is native');
