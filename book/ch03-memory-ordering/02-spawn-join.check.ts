/** The thread sees 1 or 2: never 0, which is too old, nor 3, which is too late. */
import { fails, holds, mustBe } from '../lib/claims.ts';
import { run } from './02-spawn-join.ts';

holds({ sc: 2, js: 2, rc11: 2 }, 'it sees 1 or 2', () => {
  const seen = run();
  mustBe(seen === 1 || seen === 2, true, `whether ${seen} is 1 or 2`);
});

for (const one of [1, 2])
  fails({ sc: 'exception', js: 'exception', rc11: 'exception' }, `it may see ${one}`, () =>
    mustBe(run() === one, false, `whether it saw ${one}`),
  );
