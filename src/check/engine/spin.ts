import { apply } from './operations.ts';
import { NOT_EQUAL, OK } from './waits.ts';
import { valueKey } from './value-key.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import type { ValuePools } from './value-pools.ts';
import type { Values } from './values.ts';

/** Operations in one round of a loop, at most. A guess: loops of locks have one to five. */
const LONGEST_ROUND = 8;
/** How many more reads must tell two states apart if they differ. A guess that no real loop was found to need more than. */
const DEPTH = 3;
/** By depth: how many of the values that a read may have are tried. All of them for the first read; for later ones a few do, and all would be thousands of runs. */
const MOST_VALUES = [0, 6, 8, Infinity];

/** What spin detection asks of the runner. */
interface Learner {
  readonly values: Values;
  learn(thread: number, node: number): void;
  readonly known: { readonly pools: ValuePools };
  goesRound(thread: number, node: number, values: ReadonlyMap<number, number>): { readonly isLoop: boolean; readonly asksForTime: boolean };
  looksAreChoices(thread: number): boolean;
}

/**
 * Whether a thread, about to do the operation at `node`, is in the same state as some operations ago, and has done nothing since but look. Then it waits: it would go round until what it
 * read changes, and rounds more or fewer make no difference to anybody.
 *
 * The same state is one from which the same values lead to the same operations. That is tried: with all values that the locations ever have, for some operations; and that the loop
 * has no end of its own is tried, too, by letting it go round for a while with memory as it is.
 */
export function isSpinning(learner: Learner, trie: Trie, thread: number, node: number): boolean {
  if (!isLook(trie.kind[node]!)) return false;
  const values = new Map<number, number>();
  let before = node;
  for (let round = 1; round <= LONGEST_ROUND; round++) {
    const value = trie.via[before]!;
    before = trie.parent[before]!;
    if (before === t.NONE || !hadNoEffect(learner.values, trie, before, value)) return false;
    noteValue(values, trie, before, value);
    if (!isSameOperation(trie, before, node)) continue;
    // One run tells that most are no loop; to compare the states takes up to hundreds.
    const { isLoop, asksForTime } = learner.goesRound(thread, node, values);
    if (isLoop && areAlike(learner, trie, thread, before, node, DEPTH) && (!asksForTime || learner.looksAreChoices(thread))) return true;
  }
  return false;
}

/** What the location of an operation is known to have had: of a wait only that it was not what was waited for. */
function noteValue(values: Map<number, number>, trie: Trie, node: number, value: number): void {
  const loc = trie.loc[node]!;
  if (loc < 0) return;
  const known = values.get(loc);
  if (known !== undefined && known !== t.NONE) return;
  if (trie.kind[node] !== t.WAIT) values.set(loc, value);
  else if (known === undefined) values.set(loc, t.NONE);
}

function isLook(kind: number): boolean {
  return kind === t.LOAD || kind === t.CAS || kind === t.RMW || kind === t.WAIT || kind === t.NOTIFY;
}

function hadNoEffect(values: Values, trie: Trie, node: number, value: number): boolean {
  if (trie.part[node] !== 0) return false;
  switch (trie.kind[node]) {
    case t.LOAD:
    case t.FENCE:
    case t.TIME:
    case t.DIE:
      return true;
    case t.WAIT:
      return values.decode(value) === NOT_EQUAL;
    case t.NOTIFY:
      return values.decode(value) === 0;
    case t.CAS:
      return value !== trie.a[node] || trie.a[node] === trie.b[node];
    case t.RMW:
      return apply.rmw(values, value, trie.b[node]!, trie.a[node]!, 0) === value;
    default:
      return false;
  }
}

function isSameOperation(trie: Trie, a: number, b: number): boolean {
  return trie.matches(a, trie.kind[b]!, trie.loc[b]!, trie.a[b]!, trie.b[b]!, trie.order[b]!, trie.failure[b]!, trie.part[b]!);
}

/** Whether the thread does the same from both nodes, as far as `depth` more reads tell. */
function areAlike(learner: Learner, trie: Trie, thread: number, a: number, b: number, depth: number): boolean {
  if (a === b) return true;
  learner.learn(thread, a);
  learner.learn(thread, b);
  if (!isSameOperation(trie, a, b)) return false;
  switch (trie.kind[a]) {
    case t.END:
    case t.THROW:
      return valueKey(trie.extra.get(a)) === valueKey(trie.extra.get(b));
    default:
      return (
        depth === 0 ||
        answersOf(learner, trie, thread, a, b)
          .slice(0, MOST_VALUES[depth])
          .every((value) => areAlike(learner, trie, thread, trie.child(a, value), trie.child(b, value), depth - 1))
      );
  }
}

/** What the operation of both nodes may give. Only what is sure to be possible from either: code that is run on values that cannot be may do anything. */
function answersOf(learner: Learner, trie: Trie, thread: number, a: number, b: number): readonly number[] {
  const loc = trie.loc[a]!;
  switch (trie.kind[a]) {
    case t.LOAD:
    case t.CAS:
    case t.RMW: {
      const { pools } = learner.known;
      const ofB = pools.valuesFor(thread, b, loc);
      return pools.valuesFor(thread, a, loc).filter((value) => ofB.includes(value));
    }
    case t.STORE:
    case t.FENCE:
    case t.DIE:
      return [learner.values.encode(0)];
    case t.WAIT:
      return [OK, NOT_EQUAL].map((result) => learner.values.encode(result));
    case t.NOTIFY:
      return [0, 1].map((woken) => learner.values.encode(woken));
    case t.TIME:
      return [0, 1].map((passes) => learner.values.encode(passes));
    default:
      return [];
  }
}
