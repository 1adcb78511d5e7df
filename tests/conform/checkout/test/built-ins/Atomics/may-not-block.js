/*---
flags: [CanBlockIsFalse]
---*/
throw new Test262Error('this is no test for threads that may block');
