/** It excludes, loses no wake-up, and no reader overtakes a writer who waits. */
import { fails, hasOutcomes, holds } from '../lib/claims.ts';
import { RwLock } from './08-rwlock-3.ts';
import type { Words } from './readers-and-writers.ts';
import { adding, excluding, handingOver, overtaking, wakeCallsOfReaders } from './rwlock-programs.ts';

const lockOf = ({ state, writerWakeCounter }: Words): RwLock => new RwLock(state, writerWakeCounter);

holds({ sc: 20, js: 20, rc11: 28 }, 'a writer and a reader', adding(lockOf, 1, 1));
holds({ sc: 28, js: 28, rc11: 104 }, 'two writers', adding(lockOf, 2, 0));
holds({ js: 3592 }, 'a writer and two readers', adding(lockOf, 1, 2));
holds({ sc: 20, js: 20, rc11: 28 }, 'one writer, or many readers', excluding(lockOf));
holds({ sc: 913, js: 913 }, 'a writer leaves, another and a reader come', handingOver(lockOf));

/** Sleeps whenever somebody has the lock, as the book's repository has it. */
class AsPublished extends RwLock {
  protected override maySleep(state: number): boolean {
    return state >= 2;
  }
}

fails(
  { sc: 'deadlock', js: 'deadlock', rc11: 'deadlock' },
  'as published: a writer that saw a writer, and then a reader who came after it, is woken by nobody',
  handingOver(({ state, writerWakeCounter }) => new AsPublished(state, writerWakeCounter)),
);

holds({ js: 552 }, 'no reader who comes later overtakes a writer who waits', overtaking(lockOf));
hasOutcomes({ js: ['0'], rc11: ['0'] }, 'calls of wakeOne by two readers', wakeCallsOfReaders(lockOf));
