/**
 * How one exploration is divided among several explorers. All of them build the top of the tree of choices, down to a depth; each branch that hangs there belongs to who claims it first,
 * and the others pass it by. So nothing but claims is exchanged: where an explorer is in the tree tells what the graph is.
 */
export interface Division {
  /** The choices above a branch that is claimed as a whole. */
  readonly depth: number;
  /** Whether the part of the tree with this name, 64 bits, is this explorer's. Asked once of each part; of an execution above the depth, too. */
  claim(high: number, low: number): boolean;
  /** Looked at now and then: whether the others want an end. */
  readonly isOver: boolean;
  /** Has the others stop: an error was found, or the exploration must begin anew. */
  stop(anew: boolean): void;
}

/** So many branches should have been begun at a depth for it to be where they are claimed: enough to keep all busy, and few enough that the top of the tree costs nothing. */
const ENOUGH_BRANCHES = 32;

/** The choices above the items of a stack, and a name of where they lead to. */
export class Places {
  #depths = new Int32Array(1024);
  #highs = new Int32Array(1024);
  #lows = new Int32Array(1024);
  /** Of the part of the tree that is being explored. */
  depth = 0;
  high = 1;
  low = 1;
  /** By depth: branches that were begun. */
  readonly #begun: number[] = [0];
  /** By depth: the names of those branches, and of the executions there, as long as the tree may yet be divided there. */
  readonly #branches: number[][] = [];
  readonly #executions: number[][] = [];

  /** An item was pushed at this place of the stack: a choice in what is being explored. */
  note(at: number): void {
    if (at >= this.#depths.length) {
      this.#depths = wider(this.#depths, at);
      this.#highs = wider(this.#highs, at);
      this.#lows = wider(this.#lows, at);
    }
    this.#depths[at] = this.depth;
    this.#highs[at] = this.high;
    this.#lows[at] = this.low;
  }

  /** The item there, which is the choice `kind`, `event`, `other`, is tried next. */
  enter(at: number, kind: number, event: number, other: number): void {
    const depth = this.#depths[at]! + 1;
    this.depth = depth;
    // Explorers number locations as they meet them, which is in other orders; an event has one initial value only.
    const known = other < 0 ? INITIAL : other;
    this.high = mix(this.#highs[at]!, kind + 8 * event, known);
    this.low = mix(this.#lows[at]! ^ SECOND, known, kind + 8 * event);
    this.#begun[depth] = (this.#begun[depth] ?? 0) + 1;
    if (this.#begun[depth - 1]! < ENOUGH_BRANCHES) (this.#branches[depth] ??= []).push(this.high, this.low);
  }

  noteExecution(): void {
    if (this.#begun[this.depth]! < ENOUGH_BRANCHES) (this.#executions[this.depth] ??= []).push(this.high, this.low);
  }

  /** The depth at which to divide the exploration, now that a part of it is done; undefined if it has nowhere enough branches. */
  get depthToDivideAt(): number | undefined {
    const depth = this.#begun.findIndex((count) => count >= ENOUGH_BRANCHES);
    return depth < 0 ? undefined : depth;
  }

  /** Claims what was done before the exploration was divided. */
  claimAll(division: Division): void {
    const branches = this.#branches[division.depth] ?? [];
    for (let i = 0; i < branches.length; i += 2) division.claim(branches[i]!, branches[i + 1]!);
    for (let depth = 0; depth < division.depth; depth++) {
      const executions = this.#executions[depth] ?? [];
      for (let i = 0; i < executions.length; i += 2) division.claim(~executions[i]!, executions[i + 1]!);
    }
  }
}

/** The multipliers and shifts of MurmurHash3: bits of all three go everywhere. */
function mix(state: number, a: number, b: number): number {
  let h = Math.imul(state ^ Math.imul(a + 1, 0xcc9e2d51), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h ^ Math.imul(b + 1, 0x1b873593), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
/** In names: the initial value, whatever the number of the location. */
const INITIAL = -1;
/** Tells the two halves of a name apart. */
const SECOND = 0x5bd1e995;

function wider(array: Int32Array, at: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(2 * (at + 1));
  copy.set(array);
  return copy;
}
