import { unpack } from '../memory/held-list.ts';
import { settleHeld } from '../memory/settle-held.ts';
import type { DeathNote } from '../realm/checked.ts';
import { LockwrightError } from '../realm/errors.ts';
import { ByteReader, corrupt } from './byte-reader.ts';
import { Decoder } from './decoder.ts';
import { handleClass, MissingModulesError, type HandleClass } from './handles.ts';
import { HEAD_BYTES } from './tags.ts';

const NONE: readonly never[] = [];

/** No block: it was not a thread that had it. */
const NO_THREAD = 0;

/**
 * Turns the bytes of `encode` back into a value. A small value takes about half a microsecond.
 *
 * `bytes` may be in shared memory and longer than the message; nothing of it is kept. `externals` are those that `encode` returned, as they arrived.
 *
 * @throws {MissingModulesError} `MODULES_MISSING` if the message has handles of modules not loaded here: see {@link modulesNeeded}
 * @throws {MemoryError} `CORRUPT_MESSAGE` for bytes that no encoder of this version wrote
 */
export function decode(bytes: Uint8Array, externals: readonly unknown[] = NONE): unknown {
  const { end, tableAt } = readHead(bytes);
  try {
    const decoder = new Decoder(bytes, tableAt, externals, tableAt === end ? NONE : readHandleClasses(bytes, tableAt, end));
    return decoder.decode();
  } catch (error) {
    if (error instanceof LockwrightError) throw error;
    throw corrupt(tableAt, `a part of the message could not be revived (${String(error)})`, error);
  }
}

/**
 * Gives up the handles in a message that nobody is to receive any more, so that what they have does not stay for ever. Costs a look at the head of a message that has none; else it is decoded. If it has handles of modules
 * that this thread has not loaded, all are given up as by the undertaker of a thread that had them: nobody waits for them any more, and the memory of a channel is given back when the next one is made.
 */
export function drop(bytes: Uint8Array): void {
  const { end, tableAt } = readHead(bytes);
  if (tableAt === end) return;
  const classes = readTable(new ByteReader(bytes, tableAt, end)).map(({ tag }) => handleClass(tag));
  if (!classes.every((known) => known !== undefined)) return settleMessage(notesOf(bytes));
  if (!classes.some((known) => known.drop !== undefined)) return;
  const decoder = new Decoder(bytes, tableAt, NONE, classes);
  decoder.decode();
  for (const [handle, codec] of decoder.moved) codec.drop!(handle);
}

/** Does for a message what the undertaker does for a thread that had the same: `release` gives memory back. */
export function settleMessage(notes: readonly DeathNote[], release?: (address: number) => void): void {
  const entries = notes.map(([address, kind]) => unpack(address, kind));
  settleHeld(entries, NO_THREAD, () => undefined, release);
}

/** What a message has of the handles that moved into it: what a thread notes that has them, see `HandleWriter.moves`. Needs no module, so that an undertaker can settle it. */
export function notesOf(bytes: Uint8Array): DeathNote[] {
  const { end, tableAt } = readHead(bytes);
  if (tableAt === end) return [];
  const reader = new ByteReader(bytes, tableAt, end);
  readTable(reader);
  const notes: DeathNote[] = [];
  for (let left = reader.varint(); left > 0; left--) notes.push([reader.varint(), reader.varint()]);
  return notes;
}

/** URLs of the modules whose handles occur in a message and that are not loaded in this thread: import them before `decode`. */
export function modulesNeeded(bytes: Uint8Array): string[] {
  const { end, tableAt } = readHead(bytes);
  if (tableAt === end) return [];
  const missing = new Set<string>();
  for (const { tag, moduleUrl } of readTable(new ByteReader(bytes, tableAt, end))) {
    if (handleClass(tag) === undefined) missing.add(moduleUrl);
  }
  return [...missing];
}

function readHead(bytes: Uint8Array): { end: number; tableAt: number } {
  if (bytes.length < HEAD_BYTES) throw corrupt(0, `a message has at least ${HEAD_BYTES} bytes, but this one ${bytes.length}`);
  const end = wordAt(bytes, 0);
  const tableAt = wordAt(bytes, HEAD_BYTES / 2);
  if (end > bytes.length) throw corrupt(0, `the message is said to have ${end} bytes, but only ${bytes.length} are there`);
  if (tableAt > end || tableAt < HEAD_BYTES)
    throw corrupt(HEAD_BYTES / 2, `the table of handle classes is said to be at byte ${tableAt} of ${end}`);
  return { end, tableAt };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function readTable(reader: ByteReader): { tag: string; moduleUrl: string }[] {
  const table: { tag: string; moduleUrl: string }[] = [];
  for (let left = reader.varint(); left > 0; left--) table.push({ tag: reader.string(), moduleUrl: reader.string() });
  return table;
}

function readHandleClasses(bytes: Uint8Array, tableAt: number, end: number): HandleClass[] {
  const classes: HandleClass[] = [];
  const missing = new Set<string>();
  for (const { tag, moduleUrl } of readTable(new ByteReader(bytes, tableAt, end))) {
    const found = handleClass(tag);
    if (found === undefined) missing.add(moduleUrl);
    else classes.push(found);
  }
  if (missing.size > 0) throw new MissingModulesError([...missing]);
  return classes;
}
