/** It excludes, and loses no wake-up; each of its unlocks calls `wakeOne`. */
import { AtomicU32 } from 'lockwright/atomic';
import { hasOutcomes, holds } from '../lib/claims.ts';
import { Mutex } from './01-mutex-1.ts';
import { countTo, oneAtATime, wakeCalls } from './mutex-programs.ts';

const newMutex = (): Mutex => new Mutex(new AtomicU32(0));

holds({ sc: 6, js: 6, rc11: 10 }, 'two threads count once each', countTo(newMutex, 2, 1));
holds({ sc: 142, js: 142, rc11: 304 }, 'two threads count twice each', countTo(newMutex, 2, 2));
holds({ js: 540 }, 'three threads count, and no wake-up is lost', countTo(newMutex, 3, 1));
holds({ sc: 6, js: 6, rc11: 10 }, 'one at a time', oneAtATime(newMutex));
hasOutcomes({ js: ['1'], rc11: ['1'] }, 'calls of wakeOne by a thread that is alone', wakeCalls(newMutex, 1));
hasOutcomes({ js: ['2'], rc11: ['2'] }, 'calls of wakeOne by two threads', wakeCalls(newMutex, 2));
