import type { Trace } from './trace.ts';

/** FNV-1a, 64 bits (Fowler, Noll, Vo): spreads short texts well, and needs nothing of the host. */
const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = (1n << 64n) - 1n;
/** Without vowels, and without what looks alike: no ID spells a word or is read wrong. */
const ALPHABET = 'bcdfghjkmnpqrstvwxz23456789';
/** 27^8 is 2.8e11: of a thousand traces, two agree once in half a million times. */
const LENGTH = 8;

/** A short name of a trace: the same check, model and schedule have the same. */
export function traceId(trace: Trace): string {
  const schedule = trace.steps.map(({ thread, call, read, written }) => [thread, call, read, written]);
  let hash = OFFSET;
  for (const character of JSON.stringify([trace.check, trace.model, trace.error?.kind, schedule])) {
    hash = ((hash ^ BigInt(character.codePointAt(0)!)) * PRIME) & MASK;
  }
  let id = '';
  for (let i = 0; i < LENGTH; i++) {
    id += ALPHABET[Number(hash % BigInt(ALPHABET.length))]!;
    hash /= BigInt(ALPHABET.length);
  }
  return id;
}
