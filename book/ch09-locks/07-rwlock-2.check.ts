/** It excludes and loses no wake-up, but lets readers overtake a writer for ever. */
import { fails, hasOutcomes, holds } from '../lib/claims.ts';
import { RwLock } from './07-rwlock-2.ts';
import type { Words } from './readers-and-writers.ts';
import { adding, excluding, handingOver, overtaking, rounds, wakeCallsOfReaders } from './rwlock-programs.ts';

const lockOf = ({ state, writerWakeCounter }: Words): RwLock => new RwLock(state, writerWakeCounter);

holds({ sc: 17, js: 17, rc11: 31 }, 'a writer and a reader', adding(lockOf, 1, 1));
holds({ sc: 14, js: 14, rc11: 52 }, 'two writers', adding(lockOf, 2, 0));
holds({ js: 4398 }, 'a writer and two readers', adding(lockOf, 1, 2));
holds({ sc: 17, js: 17, rc11: 31 }, 'one writer, or many readers', excluding(lockOf));
holds({ sc: 905, js: 905 }, 'a writer leaves, another and a reader come', handingOver(lockOf));
fails({ js: 'assertion' }, 'a reader who comes later overtakes a writer who waits', overtaking(lockOf));
hasOutcomes({ js: ['0', '1'] }, 'how often a writer goes round while readers come and go', rounds(lockOf));
hasOutcomes({ js: ['1', '2'], rc11: ['1', '2'] }, 'calls of wakeOne by two readers', wakeCallsOfReaders(lockOf));
