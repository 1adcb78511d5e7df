/**
 * What is let go of when a spawned thread has returned or thrown, before what it still holds is put in order by its notes: a room above says here how its handles go, which is more than an undertaker can do with them.
 * Costs a call for each room.
 */
const letGo: (() => void)[] = [];

/** Whether what runs here are spawned threads, one after the other. The first thread of a program has no end to prepare for. */
let isSpawned = false;

export function runsSpawned(): boolean {
  return isSpawned;
}

/** Has `action` called at the end of each thread that runs here. What it throws is left to the notes. */
export function beforeEnd(action: () => void): void {
  letGo.push(action);
}

/** For the worker, when it begins. */
export function spawnedRunHere(): void {
  isSpawned = true;
}

/** For the worker, at the end of a thread. */
export function letGoOfAll(): void {
  for (const action of letGo) {
    try {
      action();
    } catch {
      // what it did not get to is still noted
    }
  }
}
