import { expect, test } from 'vitest';
import { belongsTo } from './sites.ts';

const OURS = new URL('../../lock/mutex/mutex.ts', import.meta.url).href;
const PACKAGE = 'file:///project/node_modules/ring/index.js';
const USERS = 'file:///project/src/queue.ts';

test("the orders of a user's checks are those of the user's files", () => {
  expect([USERS, PACKAGE, OURS].map(belongsTo(['file:///project/src/queue.check.ts']))).toEqual([true, false, false]);
});

test('checks that lie in a package are about that package', () => {
  const check = new URL('../../lock/mutex/mutex.check.ts', import.meta.url).href;
  expect([OURS, USERS].map(belongsTo([check]))).toEqual([true, true]);
});
