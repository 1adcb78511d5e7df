/*---
flags: [module]
---*/
import.meta;
assert.sameValue(this, undefined);
