import type { LitmusTest, Value } from '../program.ts';
import { allChoices, coherentChoices, type LocationChoice } from './coherence.ts';
import type { Skeleton } from './execution.ts';

/** Which choices of locations there are. */
export interface Manner {
  readonly isCoherent: boolean;
  readonly isAtomic: boolean;
  /** Whether it counts which write comes when, and not only which one is last. */
  readonly usesOrder: boolean;
}

/** So often choices are asked for before it is worth while to ask about each by itself. A guess. */
const OFTEN = 4;

/** So many choices are remembered at most: a guess, some ten megabytes. */
const MOST_REMEMBERED = 50_000;

interface Known {
  choices: readonly LocationChoice[];
  asked: number;
}

/**
 * What each location of skeletons can come to, as long as they differ only in values. Costs the choices once for each way in which values lie in a location;
 * where it comes up often those are left out that are impossible by themselves.
 */
export class Choices {
  readonly #test: LitmusTest;
  readonly #manner: Manner;
  #members: readonly (readonly number[])[] = [];
  #known: readonly Map<string, Known>[] = [];
  #remembered = 0;

  constructor(test: LitmusTest, manner: Manner) {
    this.#test = test;
    this.#manner = manner;
  }

  /** To be called where a skeleton differs in more than values. */
  begin({ events }: Skeleton): void {
    const byAddress = new Map<Value, number[]>();
    for (const [i, { isRead, isWrite, address }] of events.entries()) {
      if (!isRead && !isWrite) continue;
      const members = byAddress.get(address);
      if (members === undefined) byAddress.set(address, [i]);
      else members.push(i);
    }
    this.#members = [...byAddress.values()];
    this.#forget();
  }

  /** The choices of each location, or undefined where one has none; `canBe` says whether a choice is possible if nothing is known of other locations. */
  of(skeleton: Skeleton, canBe: (choice: LocationChoice) => boolean): readonly (readonly LocationChoice[])[] | undefined {
    const all: (readonly LocationChoice[])[] = [];
    for (const [k, members] of this.#members.entries()) {
      let key = '';
      for (const i of members) key += `${skeleton.events[i]!.read} ${skeleton.events[i]!.written};`;
      let known = this.#known[k]!.get(key);
      if (known === undefined) {
        known = { choices: this.#make(skeleton, members), asked: 0 };
        this.#remembered += known.choices.length + 1;
        if (this.#remembered > MOST_REMEMBERED) this.#forget();
        this.#known[k]!.set(key, known);
      } else if (known.choices.length > 0 && ++known.asked === OFTEN) known.choices = known.choices.filter(canBe);
      if (known.choices.length === 0) return undefined;
      all.push(known.choices);
    }
    return all;
  }

  #forget(): void {
    this.#known = this.#members.map(() => new Map());
    this.#remembered = 0;
  }

  #make(skeleton: Skeleton, members: readonly number[]): readonly LocationChoice[] {
    const { isCoherent, isAtomic, usesOrder } = this.#manner;
    const choices = isCoherent ? coherentChoices(this.#test, skeleton, members, isAtomic) : allChoices(this.#test, skeleton, members);
    return usesOrder ? choices : withoutOrder(choices);
  }
}

/** Where only the last write counts: one choice for each. */
function withoutOrder(choices: readonly LocationChoice[]): readonly LocationChoice[] {
  return [...new Map(choices.map((choice) => [`${choice.co.at(-1)} ${choice.rf.join(' ')}`, choice])).values()];
}
