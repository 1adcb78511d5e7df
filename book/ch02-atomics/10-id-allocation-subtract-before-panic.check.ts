/** No id comes twice, as long as the word has room for all who are just being refused: on a word of 8 bits it can lack that. */
import { AtomicU8 } from 'lockwright/atomic';
import { fails, holds, mustBe } from '../lib/claims.ts';
import { allocateId } from './10-id-allocation-subtract-before-panic.ts';
import { idOrNone } from './test-ids.ts';

/** Three threads, when all ids below `first` have been given. */
const program = (first: number, limit: number, expected: string) => () => {
  const next = new AtomicU8(first);
  const take = () => idOrNone(() => allocateId(next, limit));
  return {
    threads: [take, take, take],
    finally: (ids: readonly unknown[]) => {
      mustBe(ids.toSorted().join(), expected, 'the ids');
      mustBe(next.load(), limit, 'the next id');
    },
  };
};

holds({ sc: 6, js: 6, rc11: 6 }, 'of three threads two get an id each, and the count stays at the limit', program(0, 2, '0,1,none'));
holds({ sc: 18, js: 18, rc11: 18 }, 'room for two who are refused is enough for three threads', program(253, 254, '253,none,none'));
fails({ sc: 'assertion', js: 'assertion', rc11: 'assertion' }, 'it is not when all three are refused', program(254, 254, 'none,none,none'));
