/** What a thread of a run loads: bundlers make a file of its own of this module. */
import { exportToThreads } from '../../thread/index.ts';
import { follow, lead } from './thread.ts';

exportToThreads(import.meta, { follow, lead });
