/**
 * The consumer gets each item, in order, and is never left parked: an `unpark` before the `park` is not lost. Where there are many
 * executions, to wait for the mutex, which has checks of its own, is one step (`lockAware`).
 */
import { holds, mustBe } from '../lib/claims.ts';
import { run } from './11-thread-parking.ts';

holds({ js: 30, rc11: 35 }, 'one item', () => mustBe(String(run(1, 0)), '0', 'the item'));

holds({ js: 70, rc11: 70 }, 'two items', () => mustBe(String(run(2, 0)), '0,1', 'the items'), { lockAware: true });
