import { expect, test } from 'vitest';
import type { Declared } from '../declare.ts';
import { adviseOrders, type Advice } from './advise.ts';
import { declared, exchanging, messagePassing, publishedTwice, spinning, storeBuffering, telling, text } from './test-declared.ts';

const isOurs = (): boolean => true;
const advise = (...checks: readonly Declared[]) => adviseOrders(checks, { options: {}, isOurs });
const sites = ({ sites: all }: Advice) => all.map((site) => text(site, site.declared, site.finding, site.enough));

test('where seqCst is more than is needed, the cheapest order that still passes is told', async () => {
  const advice = await advise(declared('message passing', messagePassing('seqCst', 'seqCst')));
  expect(sites(advice)).toEqual(['store seqCst tooStrong release', 'load seqCst tooStrong acquire']);
  expect(advice.together.map(({ site, order }) => text(site, order))).toEqual(['store release', 'load acquire']);
});

test('where every weaker order fails, the order is needed, and what fails is told', async () => {
  const advice = await advise(declared('message passing', messagePassing('release', 'acquire')));
  expect(sites(advice)).toEqual(['store release needed ', 'load acquire needed ']);
  expect(advice.sites[0]!.refuted).toEqual([
    {
      order: 'relaxed',
      check: 'message passing',
      kind: 'dataRace',
      message: expect.stringContaining('without either happening before the other'),
    },
  ]);
  expect([advice.together, advice.mendings]).toEqual([[], []]);
});

test('store buffering needs seqCst at all four places', async () => {
  const advice = await advise(declared('store buffering', storeBuffering));
  expect(sites(advice)).toEqual(['store seqCst needed ', 'load seqCst needed ', 'store seqCst needed ', 'load seqCst needed ']);
  expect(advice.sites[0]!.refuted.map(({ order }) => order)).toEqual(['relaxed', 'release']);
});

test('an order that one check does not need is needed if another check needs it', async () => {
  expect(sites(await advise(declared('unused', telling(false))))[0]).toBe('store release tooStrong relaxed');
  expect(sites(await advise(declared('unused', telling(false)), declared('used', telling(true))))[0]).toBe('store release needed ');
});

test('of two orders that do the same, each is too strong, but not both at once', async () => {
  const advice = await advise(declared('twice', publishedTwice));
  expect(sites(advice)).toEqual(['fence release tooStrong relaxed', 'store release tooStrong relaxed', 'load acquire needed ']);
  expect(advice.together.map(({ site, order }) => text(site, order))).toEqual(['fence relaxed']);
});

test('a loop that waits is judged by the same orders while it is looked ahead', async () => {
  const advice = await advise(declared('spinning', spinning));
  expect(sites(advice)).toEqual(['update seqCst tooStrong acquire', 'store seqCst tooStrong release']);
  expect(advice.sites.flatMap(({ refuted }) => refuted.map(({ kind }) => kind))).toEqual(['dataRace', 'dataRace']);
});

test('the two orders of a compareExchange are judged apart', async () => {
  const advice = await advise(declared('try once', exchanging('seqCst', 'seqCst')));
  expect(sites(advice)).toEqual(['compareExchange seqCst tooStrong acquire', 'failure seqCst tooStrong relaxed', 'store release needed ']);
});

test('checks that are wrong on purpose, ask for another model, or meet a bound say nothing, and that is told', async () => {
  const program = messagePassing('release', 'acquire');
  const list = [
    declared('on purpose', program, { expect: 'wrong' }),
    declared('another', program, { model: 'js' }),
    declared('bound', program, { maxExecutions: 1 }),
  ];
  const advice = await advise(...list);
  expect(advice.checks.map(({ left }) => left)).toEqual(['wrongOnPurpose', 'otherModel', 'incomplete']);
  expect([advice.sites, advice.explorations]).toEqual([[], 1]);
});

test('orders of files that are not ours are left alone', async () => {
  const advice = await adviseOrders([declared('message passing', messagePassing('seqCst', 'seqCst'))], {
    options: {},
    isOurs: () => false,
  });
  expect(advice.sites).toEqual([]);
});
