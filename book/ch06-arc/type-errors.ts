/**
 * What the compiler must refuse in this chapter: each line below `@ts-expect-error` is an error, or the type check fails. That an Arc is
 * used after its end is what it cannot refuse; it throws then. Nothing runs it.
 */
import { spawn } from 'lockwright/thread';
import { Arc } from './01-basic.ts';
import type { Weak } from './02-weak.ts';

export function makeOfNothing(): Arc {
  // @ts-expect-error -- an Arc comes of a value, or of another Arc
  return new Arc(0);
}

export function useWeak(weak: Weak): unknown {
  // @ts-expect-error -- a Weak has no value: it has to be upgraded first
  return weak.value;
}

export function changeUnasked(arc: Arc): void {
  // @ts-expect-error -- getMut() gives nothing if others have the value, too
  arc.getMut().number = 1;
}

export function sendUncounted(arc: Arc): void {
  // @ts-expect-error -- the other thread would have what nobody counted: intoRaw() hands it over
  spawn((mine: Arc) => mine.value.number, arc);
}
