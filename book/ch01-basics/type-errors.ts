/**
 * What the compiler must refuse in this chapter, where Rust has `Send` and `move`: each line below `@ts-expect-error` is an error, or the
 * type check fails. Nothing runs it.
 */
import { spawn } from 'lockwright/thread';
import type { ListCell } from './06-cell.ts';
import type { SharedCell } from './07-refcell.ts';

export function sendCells(cell: ListCell, shared: SharedCell): void {
  // @ts-expect-error -- a cell is for one thread: it would arrive without its methods
  spawn((mine: ListCell) => mine.take(), cell);
  // @ts-expect-error -- nor does a checked borrow travel: what it stands for does, its words
  spawn((mine: SharedCell) => mine.borrow(String), shared);
}

const one = (): number => 1;

export function sendFunction(): void {
  // @ts-expect-error -- a function is no argument: the thread imports it, or it is the one that is sent
  spawn((call: typeof one) => call(), one);
}
