/** Programs that the checks of this chapter's two Arcs with Weaks have in common. */
import type { Program } from 'lockwright/check';
import { mustBe } from '../lib/claims.ts';
import { type AnyArc, CHANGED, type ArcClass, FIRST, use } from './arc-programs.ts';
import { Value } from './value.ts';

interface AnyWeak extends Disposable {
  intoRaw(): number;
  clone(): AnyWeak;
  upgrade(): ArcWithWeak | undefined;
}

interface ArcWithWeak extends AnyArc {
  downgrade(): AnyWeak;
}

export interface Classes {
  readonly Arc: ArcClass<ArcWithWeak>;
  readonly Weak: { fromRaw: (raw: number) => AnyWeak };
}

/** Whether there was an Arc. */
function useUpgraded(weak: AnyWeak): boolean {
  const arc = weak.upgrade();
  if (arc !== undefined) use(arc);
  return arc !== undefined;
}

/** While the last Arc ends, a Weak is upgraded, twice: once it fails, it fails for ever, and the value ends once, after all uses. */
export const neverRevived =
  ({ Arc, Weak }: Classes) =>
  (): Program => {
    const value = Value.new(FIRST);
    const arc = Arc.new(value);
    const raws = [arc.downgrade().intoRaw(), arc.intoRaw()] as const;
    const upgrade = (): string => {
      using weak = Weak.fromRaw(raws[0]);
      const seen = [useUpgraded(weak), useUpgraded(weak)];
      return seen.join();
    };
    return {
      threads: [upgrade, () => use(Arc.fromRaw(raws[1]))],
      finally: ([seen]) => {
        mustBe(seen !== 'false,true', true, 'whether it stayed dead');
        mustBe(value.drops, 1, 'drops');
      },
    };
  };

/** Weaks outlive the Arc in two threads: the memory is given back once, by the last of the three. */
export const freedOnce =
  ({ Arc, Weak }: Classes) =>
  (): Program => {
    const value = Value.new(FIRST);
    const arc = Arc.new(value);
    const raws = [arc.downgrade().intoRaw(), arc.intoRaw()] as const;
    const clone = (): void => {
      using weak = Weak.fromRaw(raws[0]);
      using copy = weak.clone();
      useUpgraded(copy);
    };
    const end = (): void => {
      using mine = Arc.fromRaw(raws[1]);
      using weak = mine.downgrade();
      mine[Symbol.dispose]();
      mustBe(weak.upgrade()?.[Symbol.dispose](), undefined, 'what came of it');
    };
    return { threads: [clone, end], finally: () => mustBe(value.drops, 1, 'drops') };
  };

function change(arc: AnyArc): void {
  const mutable = arc.getMut();
  if (mutable !== undefined) mutable.number = CHANGED;
}

function look(arc: AnyArc): void {
  using mine = arc;
  const { number } = mine.value;
  mustBe(number === FIRST || number === CHANGED, true, 'whether it is one of the two numbers');
}

/** One thread changes the value if it has it alone; the other makes an Arc of its Weak, gives the Weak up, and reads. */
export const mutatedAloneBesideUpgrade =
  ({ Arc, Weak }: Classes) =>
  (): Program => {
    const arc = Arc.new(Value.new(FIRST));
    const raws = [arc.downgrade().intoRaw(), arc.intoRaw()] as const;
    const mutate = (): void => {
      using mine = Arc.fromRaw(raws[1]);
      change(mine);
    };
    const upgrade = (): void => {
      const weak = Weak.fromRaw(raws[0]);
      const mine = weak.upgrade();
      weak[Symbol.dispose]();
      if (mine !== undefined) look(mine);
    };
    return { threads: [mutate, upgrade] };
  };

/** One thread changes the value if it has it alone; the other makes a Weak of its Arc, gives the Arc up, makes an Arc of the Weak, and reads. */
export const mutatedAloneBesideDowngrade =
  ({ Arc }: Classes) =>
  (): Program => {
    const arc = Arc.new(Value.new(FIRST));
    const raws = [arc.clone().intoRaw(), arc.intoRaw()] as const;
    const mutate = (): void => {
      using mine = Arc.fromRaw(raws[0]);
      change(mine);
    };
    const downgrade = (): void => {
      const mine = Arc.fromRaw(raws[1]);
      using weak = mine.downgrade();
      mine[Symbol.dispose]();
      const again = weak.upgrade();
      if (again !== undefined) look(again);
    };
    return { threads: [mutate, downgrade] };
  };
