import { realm } from '../realm/realm.ts';
import { HELD_TICKET } from './held-list.ts';
import { looksBeforeSleep } from './looks-before-sleep.ts';
import { sleepOn } from './owner-word.ts';
import type { Region } from './region.ts';
import { forgetShare, takeShare } from './share.ts';

/**
 * A line of tickets: who draws the next number waits until it is served, each on a word of its own. Drawing a ticket and going away cost three atomic operations and a note of some nanoseconds.
 *
 * Its words, from its address:
 *
 * | offset   | word    | meaning                                                             | who changes it, and how                             |
 * |----------|---------|---------------------------------------------------------------------|-----------------------------------------------------|
 * | 0        | next    | the next ticket                                                     | who draws it: by an exchange, to the one after it   |
 * | 4        | serving | the ticket whose turn it is; equal to `next` if nobody is in line   | anyone who finds that ticket `GONE`: to the one after |
 * | 8 …      | desks   | one word for each of {@link MOST_IN_LINE} tickets in a row          | see below                                           |
 *
 * A ticket is a multiple of 4, and its desk says how it stands with it:
 *
 * | desk              | meaning                                             | who writes it                                           |
 * |-------------------|-----------------------------------------------------|---------------------------------------------------------|
 * | an earlier ticket | drawn just now, or not yet drawn                    |                                                         |
 * | ticket + `WAITS`  | its thread waits, and may sleep on this word        | that thread                                             |
 * | ticket + `CALLED` | it is its turn                                      | anyone who finds it served and waiting                  |
 * | ticket + `GONE`   | given back, given up, or its thread has died: skip it | that thread, or its undertaker                        |
 *
 * So to give back what the turn was for, to give up early and to die are the same: the desk says `GONE`, and {@link serve} goes on to the next ticket that somebody waits with. Anyone may
 * do that at any time, so that nothing is left undone by a thread that dies in the middle of it.
 */
export const TICKET_LINE_BYTES = 264;

/** So many tickets can be out at once, those that were given up included. Who comes then waits without one until one has been served. */
const MOST_IN_LINE = 64;

const NEXT = 0;
const SERVING = 4;
const DESKS = 8;

const STEP = 4;
const WAITS = 0;
const CALLED = 1;
const GONE = 2;

/** Those who wait for a ticket are woken by nobody. As short as timers allow. */
const NAP_MS = 0.1;

function deskOf(line: number, ticket: number): number {
  return line + DESKS + ((ticket >>> 2) % MOST_IN_LINE) * 4;
}

/** Draws a ticket; undefined if none could be had before `deadline`. */
export function drawTicket(region: Region, line: number, deadline: number): number | undefined {
  for (;;) {
    const serving = region.ops.load32(line + SERVING, 'relaxed'); // before the other: in between it can only come nearer to it
    const ticket = region.ops.load32(line + NEXT, 'relaxed');
    if (((ticket - serving) | 0) < MOST_IN_LINE * STEP) {
      if (draw(region, line, ticket)) return ticket;
    } else {
      if (realm.now() >= deadline) return undefined;
      if (realm.canBlock()) sleepOn(region, line + SERVING, serving, NAP_MS);
    }
  }
}

/** Whether no ticket is out: out of date as soon as it is known. */
export function noTickets({ ops }: Region, line: number): boolean {
  return ops.load32(line + NEXT, 'relaxed') === ops.load32(line + SERVING, 'relaxed');
}

/** Draws a ticket if it is its turn at once, else returns undefined. */
export function drawIfFirst(region: Region, line: number): number | undefined {
  const ticket = region.ops.load32(line + NEXT, 'relaxed');
  return region.ops.load32(line + SERVING, 'relaxed') === ticket && draw(region, line, ticket) ? ticket : undefined;
}

function draw(region: Region, line: number, ticket: number): boolean {
  return takeShare(region, line, ticket, (ticket + STEP) | 0, ticket, HELD_TICKET);
}

/** Waits until it is the turn of a ticket that this thread has drawn; returns whether it is, and false if `deadline` came before. */
export function awaitTurn(region: Region, line: number, ticket: number, deadline: number): boolean {
  const { ops } = region;
  const desk = deskOf(line, ticket);
  // seqCst, both: who serves first says whom, and then looks at the desk. One of the two sees the other.
  ops.store32(desk, ticket | WAITS, 'seqCst');
  if (ops.load32(line + SERVING, 'seqCst') === ticket) return true;
  let looks = looksBeforeSleep();
  while (ops.load32(desk, 'acquire') === (ticket | WAITS)) {
    if (looks > 0) {
      looks--;
      realm.pause();
      continue;
    }
    const left = deadline - realm.now();
    if (!(left > 0) || !realm.canBlock()) return false;
    sleepOn(region, desk, ticket | WAITS, left);
  }
  return true;
}

/** Gives back a ticket of this thread, whether it was its turn or not; calls the next. */
export function leaveTickets(region: Region, line: number, ticket: number): void {
  region.ops.store32(deskOf(line, ticket), ticket | GONE, 'seqCst');
  serve(region, line);
  // Last: if the thread dies before, its undertaker does what is left to do.
  forgetShare(region, line, ticket, HELD_TICKET);
}

/** Gives back the ticket of a thread that has died. For its undertaker. */
export function leaveForDead(region: Region, line: number, ticket: number): void {
  const { ops } = region;
  const desk = deskOf(line, ticket);
  // Once the ticket has been skipped, the desk may be that of a later one. Until then nobody else can say that it is gone.
  const isPast = ((ticket - ops.load32(line + SERVING, 'seqCst')) | 0) < 0;
  if (!isPast && ops.load32(desk, 'seqCst') !== (ticket | GONE)) ops.store32(desk, ticket | GONE, 'seqCst');
  serve(region, line);
}

/** Skips the tickets that are gone, and calls the first that is not. */
function serve(region: Region, line: number): void {
  const { ops } = region;
  let ticket = ops.load32(line + SERVING, 'seqCst');
  for (;;) {
    const desk = deskOf(line, ticket);
    const found = ops.load32(desk, 'seqCst');
    if (found === (ticket | GONE)) {
      const next = (ticket + STEP) | 0;
      const served = ops.cas32(line + SERVING, ticket, next, 'seqCst', 'relaxed');
      ticket = served === ticket ? next : served;
      continue;
    }
    if (found === (ticket | WAITS) && ops.cas32(desk, found, ticket | CALLED, 'acqRel', 'relaxed') !== found) continue;
    // Also if it was called before: who called may have died before this.
    if (found === (ticket | WAITS) || found === (ticket | CALLED)) ops.notify(desk, Infinity);
    return;
  }
}
