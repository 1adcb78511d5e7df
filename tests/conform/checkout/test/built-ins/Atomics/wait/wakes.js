/*---
includes: [agents.js]
---*/
const AGENTS = 2;
for (let i = 0; i < AGENTS; i++) {
  $262.agent.start(`
    $262.agent.receiveBroadcast((memory, id) => {
      const words = new Int32Array(memory);
      Atomics.add(words, 1, 1);
      $262.agent.report(Atomics.wait(words, 0, 0) + id);
      $262.agent.report(Atomics.wait(words, 0, 0, 10) + typeof $262.agent.monotonicNow());
      $262.agent.leaving();
    });
  `);
}
const words = new Int32Array(new SharedArrayBuffer(8));
$262.agent.broadcast(words.buffer, 7);
while (Atomics.load(words, 1) < AGENTS);
for (let woken = 0; woken < AGENTS; ) woken += Atomics.notify(words, 0);
const reports = [1, 2, 3, 4].map(() => $262.agent.getReport());
assert.sameValue(reports.toSorted().join(), 'ok7,ok7,timed-outnumber,timed-outnumber');
assert.sameValue($262.agent.broadcast.length, 2);
