import { decode, encode, encodeArguments, modulesNeeded } from '../codec/index.ts';
import { allocate } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import { TASK_ADDRESS, TASK_LENGTH } from './record.ts';

/** What a thread is to run: a function shipped as text, or an export of a module. */
export type Source = { readonly text: string } | { readonly url: string; readonly exportName: string };

/** What a spawner hands to a worker, but for the arguments. */
export interface TaskHead {
  readonly source: Source;
  readonly name: string | undefined;
}

/** Bytes before the head: its length. */
const LENGTH_BYTES = 4;

/**
 * Writes a task into the heap and notes it in the record: the length of the head, the head, the arguments. A microsecond or two for small arguments.
 * Returns what of the arguments must go by message.
 */
export function writeTask(
  record: number,
  head: TaskHead,
  args: readonly unknown[],
  transfer: Iterable<object> | undefined,
): readonly unknown[] {
  const headBytes = encodedHead(head);
  const { bytes, externals } = encodeArguments(args, transfer);
  const length = LENGTH_BYTES + headBytes.length + bytes.length;
  const address = allocate(length);
  const { u8, i32 } = heapRegion();
  i32[address >>> 2] = headBytes.length;
  u8.set(headBytes, address + LENGTH_BYTES);
  u8.set(bytes, address + LENGTH_BYTES + headBytes.length);
  i32[(record >>> 2) + TASK_ADDRESS] = address;
  i32[(record >>> 2) + TASK_LENGTH] = length;
  return externals;
}

/** Heads that were encoded before, by source: a program spawns the same few functions again and again. */
const heads = new Map<string, Uint8Array>();
const HEADS_KEPT = 64;

function encodedHead({ source, name }: TaskHead): Uint8Array {
  const key = 'text' in source ? `${name ?? ''}\n${source.text}` : `${name ?? ''}\0${source.url}\0${source.exportName}`;
  let bytes = heads.get(key);
  if (bytes === undefined) {
    bytes = encode({ source, name }).bytes.slice();
    if (heads.size >= HEADS_KEPT) heads.clear();
    heads.set(key, bytes);
  }
  return bytes;
}

/** A task as the worker finds it. The arguments are read once the modules they need are there. */
export interface Task extends TaskHead {
  readonly modules: readonly string[];
  readArguments(externals: readonly unknown[]): unknown[];
}

/** Reads the task of a record. The bytes stay in the heap until the arguments have been read. */
export function readTask(record: number): Task {
  const heap = heapRegion();
  const address = heap.i32[(record >>> 2) + TASK_ADDRESS]!;
  const length = heap.i32[(record >>> 2) + TASK_LENGTH]!;
  heap.check(address, length, 1, 'task');
  const { i32, u8 } = heap; // after the check, which may have replaced them
  const headLength = i32[address >>> 2]!;
  const argumentsAt = address + LENGTH_BYTES + headLength;
  const head = decode(u8.subarray(address + LENGTH_BYTES, argumentsAt), []) as TaskHead;
  const argumentBytes = u8.subarray(argumentsAt, address + length);
  return {
    ...head,
    modules: modulesNeeded(argumentBytes),
    readArguments: (externals) => decode(argumentBytes, externals) as unknown[],
  };
}
