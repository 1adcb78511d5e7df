assert.sameValue(Atomics.load(new Int32Array(1), 0), 1, 'fails on purpose');
