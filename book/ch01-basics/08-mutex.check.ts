/** No addition under the mutex is lost. */
import { holds, mustBe } from '../lib/claims.ts';
import { count } from './08-mutex.ts';

holds({ js: 12, rc11: 14 }, 'two threads add twice each', () => mustBe(count(2, 2), 4, 'the count'));
