/*---
flags: [async]
includes: [agents.js]
---*/
$262.agent.start(`
  $262.agent.receiveBroadcast(async (memory) => {
    const words = new Int32Array(memory);
    const { async, value } = Atomics.waitAsync(words, 0, 0);
    Atomics.store(words, 1, 1);
    $262.agent.report(String(async) + (await value));
    $262.agent.leaving();
  });
`);
const words = new Int32Array(new SharedArrayBuffer(8));
$262.agent.broadcast(words.buffer);
while (Atomics.load(words, 1) === 0);
Atomics.notify(words, 0);
assert.sameValue($262.agent.getReport(), 'trueok');
const { value } = Atomics.waitAsync(words, 0, 0, 5);
value.then((result) => assert.sameValue(result, 'timed-out')).then(() => $DONE(), $DONE);
