/*---
description: the order in which arguments are looked at, and which are refused
---*/
const log = [];
const note = (name, value) => ({ valueOf: () => (log.push(name), value) });
const words = new Int32Array(new SharedArrayBuffer(8));
for (const wait of [Atomics.wait, Atomics.waitAsync]) {
  log.length = 0;
  wait(words, note('index', 1), note('value', 1), note('timeout', 1));
  assert.throws(RangeError, () => wait(words, note('index', 2), note('value', 0), 0));
  for (const wrong of [new Int16Array(words.buffer), new Int32Array(2), {}, undefined])
    assert.throws(TypeError, () => wait(wrong, note('index', 0), note('value', 0), 0));
  assert.sameValue(log.join(), 'index,value,timeout,index');
  for (const wrong of [Symbol(), 1n]) assert.throws(TypeError, () => wait(words, 0, 0, wrong));
  assert.throws(TypeError, () => wait(words, 0, 0n, 0));
}
const { async, value } = Atomics.waitAsync(words, 0, 2 ** 32, 1);
assert.sameValue(`${async} ${value instanceof Promise}`, 'true true');
assert.sameValue(JSON.stringify(Atomics.waitAsync(words, 0, 1)), '{"async":false,"value":"not-equal"}');
assert.sameValue(JSON.stringify(Atomics.waitAsync(words, 0, 0, -1)), '{"async":false,"value":"timed-out"}');
for (const none of [-3, NaN, null, 0]) assert.sameValue(Atomics.notify(words, 0, none), 0);
