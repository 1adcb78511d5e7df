import { TicketLock } from '../index.ts';
import { benchQueueLock } from '../test-queue-bench.ts';

/** What locking a free ticket lock costs beside a mutex. Run it with `node src/lock/ticket-lock/ticket-lock.bench.ts`, or with bun. */
benchQueueLock(new TicketLock(), TicketLock.at(new SharedArrayBuffer(512), 16));
