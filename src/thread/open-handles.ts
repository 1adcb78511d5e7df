import { heapRegion } from '../memory/heap.ts';
import { finishDead } from './death.ts';
import { host } from './host/host.ts';
import { readOutcome } from './outcome.ts';
import * as r from './record.ts';
import { dropArguments, releaseRecord } from './record-memory.ts';
import type { Message } from './messages.ts';
import { forgetResult, resultArrived } from './results-by-message.ts';

/**
 * The handles of this thread whose result nobody has taken yet. If such a thread threw, its error would be lost: it is printed once nobody
 * can ask for it any more (the handle is collected, its owner ends, the program ends).
 */
interface Open {
  readonly record: number;
  readonly name: string;
  /** The thread that spawned it. */
  readonly owner: number;
}

const handles = new Map<number, Open>();

const collected = new FinalizationRegistry((id: number) => {
  const { record, name } = handles.get(id)!;
  handles.delete(id);
  forgetResult(id);
  nobodyJoins(record, name);
  releaseRecord(record);
});

let listening = false;

/** Called with each new handle. About 200 ns. */
export function openHandle(handle: object, id: number, open: Open): void {
  handles.set(id, open);
  collected.register(handle, id, handle);
  if (listening) return;
  listening = true;
  host.onExit(() => {
    for (const { record, name } of handles.values()) nobodyJoins(record, name);
  });
}

/** Called when a handle's result has been taken. */
export function closeHandle(handle: object, id: number): void {
  handles.delete(id);
  collected.unregister(handle);
}

/** Called with each message of the supervisor: a part of a result, unless nobody is left who could ask for it. */
export function receiveResult(message: Message): void {
  if (message.kind === 'result' && handles.has(message.id)) resultArrived(message.id, message.externals);
}

/** The thread with that record ends: it joins none of its threads any more. */
export function ownerEnds(owner: number): void {
  if (handles.size === 0) return;
  for (const open of handles.values()) if (open.owner === owner) nobodyJoins(open.record, open.name);
}

/** Without a supervisor no thread comes up, and none is watched: all that this thread waits for are given up. */
export function giveUpAll(): void {
  for (const { record } of handles.values()) {
    dropArguments(record);
    finishDead(record, r.NOT_STARTED, 0);
  }
}

/**
 * Notes that nobody will join the thread. Flag first, then state; the thread itself publishes its state, then looks at the flag: so at least one of
 * the two sees the other's, and {@link claim} lets only one of them print.
 */
function nobodyJoins(record: number, name: string): void {
  const { ops } = heapRegion();
  ops.or32(r.wordOf(record, r.FLAGS), r.NOBODY_JOINS, 'seqCst');
  if (ops.load32(r.wordOf(record, r.STATE), 'seqCst') === r.DONE) printUnjoined(record, () => name);
}

/** Prints the error that a thread ended with, if nobody joins it and it was not printed yet. For the thread itself too, after its end was published. */
export function printUnjoined(record: number, name: () => string): void {
  const { ops, i32 } = heapRegion();
  if ((ops.load32(r.wordOf(record, r.FLAGS), 'seqCst') & r.NOBODY_JOINS) === 0 || !claim(record)) return;
  if (i32[(record >>> 2) + r.OUTCOME] !== r.THREW) return;
  let error: unknown = '(it cannot be read here)';
  try {
    const outcome = readOutcome(record, name(), []);
    if ('threw' in outcome) error = outcome.threw;
  } catch {
    // its handles are of modules that this thread has not loaded
  }
  console.error(`lockwright: thread ${name()} ended with an error, and nobody joined it:`, error);
}

function claim(record: number): boolean {
  const before = heapRegion().ops.and32(r.wordOf(record, r.FLAGS), ~r.NOBODY_JOINS, 'acqRel');
  return (before & r.NOBODY_JOINS) !== 0;
}
