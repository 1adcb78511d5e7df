/**
 * The consumer gets each item, in order, and is never left asleep. Where there are many executions, to wait for the mutex, which has
 * checks of its own, is one step (`lockAware`).
 */
import { holds, mustBe } from '../lib/claims.ts';
import { run } from './12-condvar.ts';

holds({ js: 18, rc11: 33 }, 'one item', () => mustBe(String(run(1, 0)), '0', 'the item'));

holds({ js: 38, rc11: 38 }, 'two items', () => mustBe(String(run(2, 0)), '0,1', 'the items'), { lockAware: true });
