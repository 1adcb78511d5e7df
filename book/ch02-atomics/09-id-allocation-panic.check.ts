/**
 * No id comes twice, and none beyond the limit, until enough who were refused have counted on: shown on a word of 8 bits that is almost
 * full.
 */
import { AtomicU8 } from 'lockwright/atomic';
import { fails, holds, mustBe } from '../lib/claims.ts';
import { allocateId } from './09-id-allocation-panic.ts';
import { idOrNone } from './test-ids.ts';

const LIMIT = 2;

holds({ sc: 6, js: 6, rc11: 6 }, 'of three threads two get an id each', () => {
  const next = new AtomicU8(0);
  const take = () => idOrNone(() => allocateId(next, LIMIT));
  return { threads: [take, take, take], finally: (ids) => mustBe(ids.toSorted().join(), '0,1,none', 'the ids') };
});

fails({ sc: 'assertion', js: 'assertion', rc11: 'assertion' }, 'after 254 calls, an id is given again', () => {
  const next = new AtomicU8(254);
  const take = () => idOrNone(() => allocateId(next, LIMIT));
  return { threads: [take, take, take], finally: (ids) => mustBe(ids.join(), 'none,none,none', 'what they get') };
});
