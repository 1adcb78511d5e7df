import { McsLock } from '../index.ts';
import { benchQueueLock } from '../test-queue-bench.ts';

/** What locking a free MCS lock costs beside a mutex. Run it with `node src/lock/mcs-lock/mcs-lock.bench.ts`, or with bun. */
benchQueueLock(new McsLock(), McsLock.at(new SharedArrayBuffer(512), 16));
