/*---
includes: [agents.js]
---*/
$262.agent.start(`$262.agent.report('here'); throw new Error('on purpose');`);
assert.sameValue($262.agent.getReport(), 'here');
$262.agent.sleep(20);
