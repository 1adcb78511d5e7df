import { hashOf } from './hash.ts';
import type { Trace } from './trace.ts';

/** Without vowels, and without what looks alike: no ID spells a word or is read wrong. */
const ALPHABET = 'bcdfghjkmnpqrstvwxz23456789';
/** 27^8 is 2.8e11: of a thousand traces, two agree once in half a million times. */
const LENGTH = 8;

/** A short name of a trace: the same check, model and schedule have the same. */
export function traceId(trace: Trace): string {
  const schedule = trace.steps.map(({ thread, call, read, written }) => [thread, call, read, written]);
  let hash = hashOf(JSON.stringify([trace.check, trace.model, trace.error?.kind, schedule]));
  let id = '';
  for (let i = 0; i < LENGTH; i++) {
    id += ALPHABET[Number(hash % BigInt(ALPHABET.length))]!;
    hash /= BigInt(ALPHABET.length);
  }
  return id;
}
