/** No id comes twice, until the word overflows: shown on a word of 8 bits from which almost all ids have been taken. */
import { AtomicU8 } from 'lockwright/atomic';
import { fails, holds, mustBe } from '../lib/claims.ts';
import { allocateId } from './08-id-allocation.ts';

const program = (first: number) => () => {
  const next = new AtomicU8(first);
  const take = (): number => allocateId(next);
  return {
    threads: [take, take, take],
    finally: (ids: readonly number[]) => mustBe(new Set(ids.filter((id) => id >= first)).size, 3, 'how many ids were never given before'),
  };
};

holds({ sc: 6, js: 6, rc11: 6 }, 'three threads get three ids', program(0));
holds({ sc: 6, js: 6, rc11: 6 }, 'so they do while there are enough', program(253));
fails({ sc: 'assertion', js: 'assertion', rc11: 'assertion' }, 'with one less, an old id is given again', program(254));
