/*---
flags: [async]
---*/
Promise.reject(new Test262Error('on purpose')).catch($DONE);
