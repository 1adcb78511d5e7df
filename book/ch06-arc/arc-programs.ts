/** Programs that the checks of this chapter's Arcs have in common. Each makes its value anew in every execution. */
import type { Program } from 'lockwright/check';
import { mustBe } from '../lib/claims.ts';
import { Value } from './value.ts';

export const FIRST = 1;
export const CHANGED = 2;

export interface AnyArc extends Disposable {
  readonly value: Value;
  intoRaw(): number;
  clone(): AnyArc;
  getMut(): Value | undefined;
}

export interface ArcClass<A extends AnyArc = AnyArc> {
  new: (value: Value) => A;
  fromRaw: (raw: number) => A;
}

/** Reads, and ends it. */
export function use(arc: AnyArc): void {
  using mine = arc;
  mustBe(mine.value.number, FIRST, 'the number');
}

/** Two threads use the value, one of them through a clone as well: it ends once, and after all of that. */
export const droppedOnce = (Arc: ArcClass) => (): Program => {
  const value = Value.new(FIRST);
  const first = Arc.new(value);
  const raws = [first.clone().intoRaw(), first.intoRaw()] as const;
  const useTwice = (): void => {
    using mine = Arc.fromRaw(raws[0]);
    use(mine.clone());
    use(mine.clone());
  };
  return { threads: [useTwice, () => use(Arc.fromRaw(raws[1]))], finally: () => mustBe(value.drops, 1, 'drops') };
};

/** One thread changes the value if it has it alone, the other reads it as long as it has it. */
export const mutatedAlone = (Arc: ArcClass) => (): Program => {
  const value = Value.new(FIRST);
  const first = Arc.new(value);
  const raws = [first.clone().intoRaw(), first.intoRaw()] as const;
  const change = (): boolean => {
    using mine = Arc.fromRaw(raws[0]);
    const mutable = mine.getMut();
    if (mutable !== undefined) mutable.number = CHANGED;
    return mutable !== undefined;
  };
  return { threads: [change, () => use(Arc.fromRaw(raws[1]))], finally: () => mustBe(value.drops, 1, 'drops') };
};
