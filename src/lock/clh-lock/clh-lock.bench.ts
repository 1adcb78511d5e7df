import { ClhLock } from '../index.ts';
import { benchQueueLock } from '../test-queue-bench.ts';

/** What locking a free CLH lock costs beside a mutex. Run it with `node src/lock/clh-lock/clh-lock.bench.ts`, or with bun. */
benchQueueLock(new ClhLock(), ClhLock.at(new SharedArrayBuffer(512), 16));
