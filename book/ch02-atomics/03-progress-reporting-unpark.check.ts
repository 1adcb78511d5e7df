/** The watcher hears of the last item by its `unpark`: were there no limit to its sleep, it would still not sleep for ever. */
import { holds } from '../lib/claims.ts';
import { run } from './03-progress-reporting-unpark.ts';

holds({ js: 65, rc11: 65 }, 'a sleep without any limit ends', () => run(2, 0, Infinity, () => {}));
