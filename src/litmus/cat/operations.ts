import { closure, compose, domain, fillSet, identity, invert, product, putPair, range, wordsFor } from '../bits.ts';
import type { Step } from './model.ts';

/** Computes a step that is an operation on others, of which `a` and `b` are up to date; false if it is none. Costs its words. */
export function operate(step: Step, a: Step, b: Step, n: number): boolean {
  const { rows, members } = step;
  const words = wordsFor(n);
  switch (step.kind) {
    case 'union':
    case 'inter':
    case 'diff':
    case 'not':
      if (step.isSet !== false) wordwise(step.kind, members, a.members, b.members, words);
      if (step.isSet !== true) wordwise(step.kind, rows, a.rows, b.rows, n * words);
      if (step.kind === 'not') keepEvents(step, n);
      return true;
    case 'seq':
      compose(rows, a.rows, b.rows, n);
      return true;
    case 'cross':
      product(rows, a.members, b.members, n);
      return true;
    case 'identity':
      identity(rows, a.members, n);
      return true;
    case 'option':
      rows.set(a.rows);
      addIdentity(rows, n);
      return true;
    case 'plus':
    case 'star':
      rows.set(a.rows);
      closure(rows, n);
      if (step.kind === 'star') addIdentity(rows, n);
      return true;
    case 'inverse':
      invert(rows, a.rows, n);
      return true;
    case 'domain':
      domain(members, a.rows, n);
      return true;
    case 'range':
      range(members, a.rows, n);
      return true;
    default:
      return false;
  }
}

function wordwise(kind: 'union' | 'inter' | 'diff' | 'not', to: Int32Array, a: Int32Array, b: Int32Array, length: number): void {
  if (kind === 'union') for (let w = 0; w < length; w++) to[w] = a[w]! | b[w]!;
  else if (kind === 'inter') for (let w = 0; w < length; w++) to[w] = a[w]! & b[w]!;
  else if (kind === 'diff') for (let w = 0; w < length; w++) to[w] = a[w]! & ~b[w]!;
  else for (let w = 0; w < length; w++) to[w] = ~a[w]!;
}

const all = new Map<number, Int32Array>();

/** Leaves out the bits that stand for no event. */
function keepEvents({ members, rows, isSet }: Step, n: number): void {
  const words = wordsFor(n);
  let events = all.get(n);
  if (events === undefined) all.set(n, (events = fillSet(new Int32Array(words), n)));
  if (isSet !== false) for (let w = 0; w < words; w++) members[w]! &= events[w]!;
  if (isSet !== true) for (let i = 0, at = 0; i < n; i++) for (let w = 0; w < words; w++) rows[at++]! &= events[w]!;
}

function addIdentity(rows: Int32Array, n: number): void {
  for (let i = 0; i < n; i++) putPair(rows, i, i, n);
}
