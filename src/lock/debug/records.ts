import { kindWord } from '../../memory/held-list.ts';
import { heapRegion } from '../../memory/heap.ts';
import {
  addRow,
  dropRow,
  HOLD_ROWS,
  inLockTable,
  keepText,
  LOCK_ROWS,
  ORDER_ROWS,
  rowsOf,
  textAt,
  WAIT_ROWS,
} from '../../memory/lock-table.ts';
import { BLOCK_ID, BLOCK_RECORD } from '../../memory/thread-block.ts';
import { current } from '../../realm/realm.ts';
import type { Named } from '../lock-errors.ts';
import { givenName } from '../lock-options.ts';

/** The rows of the table of locks (memory/lock-table.ts), as the debug mode reads and writes them. Each access enters the table once. */

type Words = Int32Array<SharedArrayBuffer>;

// A lock: in use, its address, the number of its memory, its kind, its name, its times from 8 on (statistics.ts).
const LOCK = { address: 1, region: 2, kind: 3, name: 4 } as const;
// A hold or wait: the thread's block, its number, the lock's row, the mode, the place, since when, and of what kind a wait is.
const HELD = { thread: 1, lock: 2, mode: 3, place: 4, since: 5, waiting: 6 } as const;

/** How a lock is taken. */
export const modes = ['exclusive', 'reading', 'upgradable', 'permits', 'notice'] as const;
export type Mode = (typeof modes)[number];
/** How a thread waits: blocked for as long as it takes, blocked for a time, or by a promise. */
const waitings = ['blocked', 'timed', 'promise'] as const;
export type Waiting = (typeof waitings)[number];

export interface HeldRow {
  readonly row: number;
  readonly thread: number;
  /** The row of the lock. */
  readonly lock: number;
  readonly mode: Mode;
  readonly place: string;
  readonly forMs: number;
  readonly waiting: Waiting;
}

/** What the end of a thread is called in the table: it lies at the thread's record, and that thread has it. */
export const THREAD_END = 'end of a thread';

/** Milliseconds that all threads agree on, as far as they fit into a word. */
const MS_MASK = 2 ** 31 - 1;
const clock = (): number => Date.now() % MS_MASK;

const texts = new Map<string, number>();

function textOf(i32: Words, root: number, text: string): number {
  let at = texts.get(text) ?? 0;
  if (at === 0) texts.set(text, (at = keepText(i32, root, text)));
  return at;
}

function findLock(i32: Words, root: number, lock: Named, region: number): number | undefined {
  return rowsOf(i32, root, LOCK_ROWS).find((row) => i32[row + LOCK.address] === lock.address && i32[row + LOCK.region] === region);
}

const rowsOfHandles = new WeakMap<object, number>();

/** The row of a lock; makes one if there is none. 0 if there is no room. */
export function lockRow(lock: Named, name?: string): number {
  const known = rowsOfHandles.get(lock);
  if (known !== undefined && name === undefined) return known;
  const region = kindWord(lock.region, 0);
  const row = inLockTable((i32, root) => {
    const found = findLock(i32, root, lock, region);
    if (found !== undefined && name !== undefined) i32[found + LOCK.name] = textOf(i32, root, name);
    if (found !== undefined) return found;
    const called = name ?? givenName(lock) ?? `${lock.kind} at address ${lock.address}`;
    return addRow(i32, root, LOCK_ROWS, 1, lock.address, region, textOf(i32, root, lock.kind), textOf(i32, root, called));
  });
  rowsOfHandles.set(lock, row);
  return row;
}

/** Forgets what was known of another lock that lay at the place of a new one. */
export function forgetLockAt(lock: Named): void {
  const region = kindWord(lock.region, 0);
  inLockTable((i32, root) => {
    const row = findLock(i32, root, lock, region);
    if (row === undefined) return;
    for (const order of rowsOf(i32, root, ORDER_ROWS)) if (i32[order] === row || i32[order + 1] === row) dropRow(order);
    dropRow(row);
  });
}

export function addHold(lock: number, mode: Mode, place: string): number {
  return addHeld(HOLD_ROWS, lock, mode, place, 'blocked');
}

export function addWait(lock: number, mode: Mode, place: string, waiting: Waiting): number {
  return addHeld(WAIT_ROWS, lock, mode, place, waiting);
}

function addHeld(rows: typeof HOLD_ROWS, lock: number, mode: Mode, place: string, waiting: Waiting): number {
  const { block } = current;
  return inLockTable((i32, root) => {
    const thread = i32[(block >>> 2) + BLOCK_ID]!;
    const at = textOf(i32, root, place);
    return addRow(i32, root, rows, block, thread, lock, modes.indexOf(mode), at, clock(), waitings.indexOf(waiting));
  });
}

/** Everything that is held and waited for, at one moment. */
export interface Snapshot {
  readonly holds: readonly HeldRow[];
  readonly waits: readonly HeldRow[];
}

export function snapshot(): Snapshot {
  return inLockTable((i32, root) => {
    const now = clock();
    const read = (row: number): HeldRow => ({
      row,
      thread: i32[row + HELD.thread]!,
      lock: i32[row + HELD.lock]!,
      mode: modes[i32[row + HELD.mode]!]!,
      place: textAt(i32, i32[row + HELD.place]!),
      forMs: now - i32[row + HELD.since]!,
      waiting: waitings[i32[row + HELD.waiting]!]!,
    });
    const waitRows = rowsOf(i32, root, WAIT_ROWS);
    const holds = [...rowsOf(i32, root, HOLD_ROWS).map(read), ...endsOf(i32, waitRows)];
    return { holds, waits: waitRows.map(read) };
  });
}

/** That threads which wait have their own ends, for those that wait for these. */
function endsOf(i32: Words, waitRows: readonly number[]): HeldRow[] {
  const joined = new Map<number, number>();
  for (const row of waitRows) {
    const lock = i32[row + HELD.lock]!;
    if (lock !== 0 && lockKind(lock) === THREAD_END) joined.set(i32[lock + LOCK.address]!, lock);
  }
  if (joined.size === 0) return [];
  return waitRows.flatMap((row) => {
    const block = i32[row]!;
    const lock = block === 0 ? undefined : joined.get(i32[(block >>> 2) + BLOCK_RECORD]!);
    return lock === undefined
      ? []
      : [
          {
            row,
            thread: i32[row + HELD.thread]!,
            lock,
            mode: 'exclusive' as const,
            place: 'its start',
            forMs: 0,
            waiting: 'blocked' as const,
          },
        ];
  });
}

export function lockName(row: number): string {
  const { i32 } = heapRegion();
  return row === 0 ? '(a lock beyond the room of the table)' : textAt(i32, i32[row + LOCK.name]!);
}

export function lockKind(row: number): string {
  const { i32 } = heapRegion();
  return textAt(i32, i32[row + LOCK.kind]!);
}

export interface Order {
  readonly from: number;
  readonly to: number;
  readonly fromPlace: string;
  readonly toPlace: string;
  readonly thread: number;
}

/** Notes that a lock was taken with another held. Returns the way back if there was one before: then the two orders can deadlock. */
export function addOrder(from: number, to: number, fromPlace: string, toPlace: string): Order[] | undefined {
  const { block } = current;
  return inLockTable((i32, root) => {
    const orders = rowsOf(i32, root, ORDER_ROWS);
    if (orders.some((row) => i32[row] === from && i32[row + 1] === to)) return undefined;
    const back = wayBack(i32, orders, to, from, new Set());
    const thread = i32[(block >>> 2) + BLOCK_ID]!;
    addRow(i32, root, ORDER_ROWS, from, to, textOf(i32, root, fromPlace), textOf(i32, root, toPlace), thread);
    return back?.map((row) => ({
      from: i32[row]!,
      to: i32[row + 1]!,
      fromPlace: textAt(i32, i32[row + 2]!),
      toPlace: textAt(i32, i32[row + 3]!),
      thread: i32[row + 4]!,
    }));
  });
}

function wayBack(i32: Words, orders: readonly number[], at: number, goal: number, seen: Set<number>): number[] | undefined {
  seen.add(at);
  for (const row of orders) {
    if (i32[row] !== at) continue;
    const next = i32[row + 1]!;
    if (next === goal) return [row];
    const rest = seen.has(next) ? undefined : wayBack(i32, orders, next, goal, seen);
    if (rest !== undefined) return [row, ...rest];
  }
  return undefined;
}

/** The number of this thread, as in all reports. */
export function thisThread(): number {
  return heapRegion().i32[(current.block >>> 2) + BLOCK_ID]!;
}
