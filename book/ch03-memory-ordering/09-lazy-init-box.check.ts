/** Both get the same address, both see the bytes behind it, and what was made for nothing is freed once. */
import { AtomicPtr } from 'lockwright/atomic';
import { holds, mustBe } from '../lib/claims.ts';
import { addressAndArea } from './09-lazy-init-box.ts';

for (const [threads, count] of [
  [2, 4],
  [3, 12],
] as const) {
  holds({ sc: count, js: count, rc11: count }, `${threads} threads`, () => {
    const pointer = new AtomicPtr(0);
    return {
      threads: Array.from({ length: threads }, () => () => addressAndArea(pointer)),
      finally: (seen) => {
        for (const [address, area] of seen) {
          mustBe(address, pointer.load(), 'the address');
          mustBe(area, 12, 'the area');
        }
      },
    };
  });
}
