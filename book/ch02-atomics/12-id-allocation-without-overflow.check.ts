/** No id comes twice, and none beyond the limit, also where the word has no room for more. */
import { AtomicU8 } from 'lockwright/atomic';
import { holds, mustBe } from '../lib/claims.ts';
import { allocateId } from './12-id-allocation-without-overflow.ts';
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

holds({ sc: 48, js: 48, rc11: 48 }, 'two ids for three threads', program(0, 2, '0,1,none'));
holds({ sc: 12, js: 12, rc11: 12 }, 'the last id of a word', program(254, 255, '254,none,none'));
holds({ sc: 1, js: 1, rc11: 1 }, 'none is left', program(255, 255, 'none,none,none'));
