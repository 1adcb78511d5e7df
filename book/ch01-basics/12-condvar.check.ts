/** The consumer gets each item, in order, and is never left asleep. */
import { holds, mustBe } from '../lib/claims.ts';
import { run } from './12-condvar.ts';

holds({ js: 18, rc11: 33 }, 'one item', () => mustBe(String(run(1, 0)), '0', 'the item'));

holds({ js: 4069 }, 'two items', () => mustBe(String(run(2, 0)), '0,1', 'the items'));
