/** It excludes and loses no wake-up, but lets readers overtake a writer for ever. */
import { fails, hasOutcomes, holds } from '../lib/claims.ts';
import { RwLock } from './06-rwlock-1.ts';
import type { Words } from './readers-and-writers.ts';
import { adding, excluding, handingOver, overtaking, rounds, wakeCallsOfReaders } from './rwlock-programs.ts';

const lockOf = ({ state }: Words): RwLock => new RwLock(state);

holds({ sc: 9, js: 9, rc11: 15 }, 'a writer and a reader', adding(lockOf, 1, 1));
holds({ sc: 6, js: 6, rc11: 10 }, 'two writers', adding(lockOf, 2, 0));
holds({ js: 1310 }, 'a writer and two readers', adding(lockOf, 1, 2));
holds({ sc: 9, js: 9, rc11: 15 }, 'one writer, or many readers', excluding(lockOf));
holds({ sc: 176, js: 176, rc11: 428 }, 'a writer leaves, another and a reader come', handingOver(lockOf));
fails({ js: 'assertion' }, 'a reader who comes later overtakes a writer who waits', overtaking(lockOf));
hasOutcomes({ js: ['0', '1', '2', '3'] }, 'how often a writer goes round while readers come and go', rounds(lockOf));
hasOutcomes({ js: ['1', '2'], rc11: ['1', '2'] }, 'calls of wakeOne by two readers', wakeCallsOfReaders(lockOf));
