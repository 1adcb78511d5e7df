import { expect, test } from 'vitest';
import type { Program } from '../result.ts';
import { adviseOrders } from './advise.ts';
import type { Change } from './mend.ts';
import { declared, exchanging, messagePassing, racing, text } from './test-declared.ts';

const mending = async (program: () => Program) => {
  const { mendings, checks } = await adviseOrders([declared('wrong', program)], { options: {}, isOurs: () => true });
  expect(checks[0]!.left).toBe('wrong');
  return mendings[0]!;
};
const changes = (list: readonly Change[]) => list.map(({ site, order }) => text(site, site.declared, order));

test('where one order is too weak, the cheapest that mends it is told', async () => {
  const { by, single, set, kind } = await mending(messagePassing('relaxed', 'acquire'));
  expect([by, kind, changes(single), set]).toEqual(['order', 'dataRace', ['store relaxed release'], []]);
});

test('where no single order mends it, a set is told of which none can be left out', async () => {
  const { by, single, set } = await mending(messagePassing('relaxed', 'relaxed'));
  expect([by, single, changes(set)]).toEqual(['order', [], ['store relaxed release', 'load relaxed acquire']]);
});

test('a lock that is taken relaxed is mended by acquire', async () => {
  expect(changes((await mending(exchanging('relaxed', 'relaxed'))).single)).toEqual(['compareExchange relaxed acquire']);
});

test('a fault that every order has is mended by none', async () => {
  expect(await mending(racing)).toMatchObject({ by: 'none', single: [], set: [] });
});
