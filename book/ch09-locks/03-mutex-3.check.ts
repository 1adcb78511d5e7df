/**
 * It excludes, loses no wake-up, and calls `wakeOne` only when somebody waits or has waited; checked with one look before it sleeps
 * instead of a hundred.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { hasOutcomes, holds } from '../lib/claims.ts';
import { Mutex } from './03-mutex-3.ts';
import { countTo, oneAtATime, wakeCalls } from './mutex-programs.ts';

const newMutex = (): Mutex => new Mutex(new AtomicU32(0), 1);

holds({ sc: 12, js: 12, rc11: 14 }, 'two threads count once each', countTo(newMutex, 2, 1));
holds({ sc: 880, js: 880, rc11: 1146 }, 'two threads count twice each', countTo(newMutex, 2, 2));
holds({ js: 3792 }, 'three threads count, and no wake-up is lost', countTo(newMutex, 3, 1));
holds({ sc: 12, js: 12, rc11: 14 }, 'one at a time', oneAtATime(newMutex));
hasOutcomes({ js: ['0'], rc11: ['0'] }, 'calls of wakeOne by a thread that is alone', wakeCalls(newMutex, 1));
hasOutcomes({ js: ['0', '1', '2'], rc11: ['0', '1', '2'] }, 'calls of wakeOne by two threads', wakeCalls(newMutex, 2));
