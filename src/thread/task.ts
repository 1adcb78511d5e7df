import { decode, encode, encodeArguments, type Encoded, modulesNeeded } from '../codec/index.ts';
import { allocate } from '../memory/allocate.ts';
import { heapRegion } from '../memory/heap.ts';
import * as r from './record.ts';
import { argumentBytes, TASK_HEAD } from './record-memory.ts';

/** What a thread is to run: a function shipped as text, or an export of a module. */
export type Source = { readonly text: string } | { readonly url: string; readonly exportName: string };

/** What a spawner hands to a worker, but for the arguments. */
export interface TaskHead {
  readonly source: Source;
  readonly name: string | undefined;
}

/**
 * Writes a task into the heap and notes it in the record: the length of the head, the head, the arguments. A microsecond or two for small arguments.
 * Returns what of the arguments must go by message. If it fails, handles among the arguments that move are this thread's again.
 */
export function writeTask(
  record: number,
  head: TaskHead,
  args: readonly unknown[],
  transfer: Iterable<object> | undefined,
): Pick<Encoded, 'externals' | 'takeBacks'> {
  const headBytes = encodedHead(head);
  const { bytes, externals, takeBacks } = encodeArguments(args, transfer);
  const length = TASK_HEAD + headBytes.length + bytes.length;
  let address: number;
  try {
    address = allocate(length);
  } catch (error) {
    for (const takeBack of takeBacks) takeBack();
    throw error;
  }
  const { u8, i32 } = heapRegion();
  i32[address >>> 2] = headBytes.length;
  u8.set(headBytes, address + TASK_HEAD);
  u8.set(bytes, address + TASK_HEAD + headBytes.length);
  i32[(record >>> 2) + r.TASK_ADDRESS] = address;
  i32[(record >>> 2) + r.TASK_LENGTH] = length;
  return { externals, takeBacks };
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
  const bytes = argumentBytes(record)!;
  const { i32, u8 } = heapRegion(); // after that, which may have replaced the views
  const head = i32[(record >>> 2) + r.TASK_ADDRESS]! + TASK_HEAD;
  return {
    ...(decode(u8.subarray(head, bytes.byteOffset), []) as TaskHead),
    modules: modulesNeeded(bytes),
    readArguments(externals) {
      r.setFlag(record, r.READING_ARGUMENTS);
      const args = decode(bytes, externals) as unknown[];
      r.setFlag(record, r.HAS_ARGUMENTS);
      return args;
    },
  };
}
