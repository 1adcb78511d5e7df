/** It excludes, and loses no wake-up; each of its unlocks calls the kernel. */
import { AtomicU32 } from 'lockwright/atomic';
import { hasOutcomes, holds } from '../lib/claims.ts';
import { Mutex } from './01-mutex-1.ts';
import { countTo, kernelCalls, oneAtATime } from './mutex-programs.ts';

const newMutex = (): Mutex => new Mutex(new AtomicU32(0));

holds({ sc: 6, js: 6, rc11: 10 }, 'two threads count once each', countTo(newMutex, 2, 1));
holds({ sc: 142, js: 142, rc11: 304 }, 'two threads count twice each', countTo(newMutex, 2, 2));
holds({ js: 540 }, 'three threads count, and no wake-up is lost', countTo(newMutex, 3, 1));
holds({ sc: 6, js: 6, rc11: 10 }, 'one at a time', oneAtATime(newMutex));
hasOutcomes({ js: ['2'], rc11: ['2'] }, 'calls of the kernel by two threads that lock once', kernelCalls(newMutex));
