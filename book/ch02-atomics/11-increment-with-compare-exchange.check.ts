/** No increment is lost, and each thread goes round only while others succeed. */
import { AtomicU32 } from 'lockwright/atomic';
import { holds, mustBe } from '../lib/claims.ts';
import { increment } from './11-increment-with-compare-exchange.ts';

for (const [threads, count] of [
  [2, 4],
  [3, 48],
] as const) {
  holds({ sc: count, js: count, rc11: count }, `${threads} threads`, () => {
    const a = new AtomicU32(0);
    return { threads: Array.from({ length: threads }, () => () => increment(a)), finally: () => mustBe(a.load(), threads, 'the count') };
  });
}
