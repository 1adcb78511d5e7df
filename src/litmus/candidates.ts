import { showValue } from './addresses.ts';
import { emptySet, put, putPair } from './bits.ts';
import type { CompiledModel } from './cat/model.ts';
import { Evaluator } from './cat/evaluate.ts';
import { allTraces } from './enumerate/all-traces.ts';
import { allChoices, coherentChoices, type LocationChoice } from './enumerate/coherence.ts';
import { Skeleton } from './enumerate/execution.ts';
import { matching } from './enumerate/matching.ts';
import { type Observed, Observer } from './enumerate/observer.ts';
import type { LitmusTest, Value } from './program.ts';
import { showState, type State } from './states.ts';

/** An execution that a model may allow or not: values that fit together, and who reads from whom. */
export interface Candidate {
  /** What distinguishes its state from others. */
  readonly name: string;
  readonly state: State;
  /** The state as it is shown. */
  readonly text: string;
  readonly skeleton: Skeleton;
  /** Where the event reads and writes, and what, as it is shown. */
  values(event: number): ShownValues;
  /** Makes it the one that the model is asked about. */
  place(): Evaluator;
}

export interface ShownValues {
  readonly location: string;
  readonly read?: string;
  readonly written?: string;
}

/**
 * Shows all candidate executions, one after the other, which are coherent or need not be, and atomic or not; `begun` is called where something changed that
 * does not depend on who reads from whom. Costs their number.
 */
export function eachCandidate(
  test: LitmusTest,
  model: CompiledModel,
  isCoherent: boolean,
  visit: (candidate: Candidate) => void,
  begun: (evaluator: Evaluator) => void = () => undefined,
  isAtomic = false,
): void {
  const evaluator = new Evaluator(model);
  const { usesOrder } = model;
  const observer = new Observer(test);
  let last: Skeleton | undefined;
  for (const traces of matching(test, allTraces(test, isCoherent), isCoherent, isAtomic)) {
    const skeleton = Skeleton.of(test, traces);
    const choices = choicesOf(test, skeleton, isCoherent, isAtomic);
    if (choices === undefined) continue;
    if (last?.isLike(skeleton) !== true) {
      evaluator.begin(skeleton);
      last = skeleton;
      begun(evaluator);
    }
    const tried = new Set<string>();
    for (const chosen of product(choices)) {
      // A model that makes its own order of writes knows of ours only which one is last.
      const key = usesOrder ? '' : chosen.map(({ rf, co }) => `${co.at(-1)} ${rf.join(' ')}`).join(';');
      if (!usesOrder && tried.size === tried.add(key).size) continue;
      visit(new MachineCandidate(test, observer, evaluator, skeleton, chosen, observer.valuesOf(traces, skeleton, chosen)));
    }
  }
}

/** A candidate of a test in a language of registers and locations. Costs its name; the rest is made when it is asked for. */
class MachineCandidate implements Candidate {
  readonly name: string;
  readonly skeleton: Skeleton;
  readonly #test: LitmusTest;
  readonly #observer: Observer;
  readonly #evaluator: Evaluator;
  readonly #chosen: readonly LocationChoice[];
  readonly #observed: readonly Observed[];

  constructor(
    test: LitmusTest,
    observer: Observer,
    evaluator: Evaluator,
    skeleton: Skeleton,
    chosen: readonly LocationChoice[],
    observed: readonly Observed[],
  ) {
    this.name = observed.join(' ');
    this.skeleton = skeleton;
    this.#test = test;
    this.#observer = observer;
    this.#evaluator = evaluator;
    this.#chosen = chosen;
    this.#observed = observed;
  }

  get state(): State {
    return this.#observer.stateOf(this.#observed);
  }

  get text(): string {
    return showState(this.#test, this.state);
  }

  values(event: number): ShownValues {
    return valuesOf(this.#test, this.skeleton, event);
  }

  place(): Evaluator {
    return place(this.#evaluator, this.#chosen);
  }
}

function valuesOf(test: LitmusTest, { events }: Skeleton, event: number): ShownValues {
  const { isRead, isWrite, address, read, written } = events[event]!;
  return {
    location: isRead || isWrite ? showValue(address, test.locations) : '',
    ...(isRead ? { read: showValue(read, test.locations) } : {}),
    ...(isWrite ? { written: showValue(written, test.locations) } : {}),
  };
}

/** All ways to choose one of each list. */
function* product<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const at = lists.map(() => 0);
  for (;;) {
    yield lists.map((list, i) => list[at[i]!]!);
    let i = lists.length - 1;
    while (i >= 0 && ++at[i]! === lists[i]!.length) at[i--] = 0;
    if (i < 0) return;
  }
}

/** The choices of each location, or undefined where some read finds no write. */
function choicesOf(
  test: LitmusTest,
  skeleton: Skeleton,
  isCoherent: boolean,
  isAtomic: boolean,
): readonly (readonly LocationChoice[])[] | undefined {
  const byAddress = new Map<Value, number[]>();
  for (const [i, event] of skeleton.events.entries()) {
    if (!event.isRead && !event.isWrite) continue;
    const members = byAddress.get(event.address);
    if (members === undefined) byAddress.set(event.address, [i]);
    else members.push(i);
  }
  const all: (readonly LocationChoice[])[] = [];
  for (const members of byAddress.values()) {
    const choices = isCoherent ? coherentChoices(test, skeleton, members, isAtomic) : allChoices(test, skeleton, members);
    if (choices.length === 0) return undefined;
    all.push(choices);
  }
  return all;
}

function place(evaluator: Evaluator, chosen: readonly LocationChoice[]): Evaluator {
  const { rf, co, size } = evaluator;
  const later = emptySet(size);
  rf.fill(0);
  co.fill(0);
  for (const choice of chosen) {
    for (const [read, write] of choice.rf) putPair(rf, write, read, size);
    later.fill(0);
    for (const write of choice.co.toReversed()) {
      co.set(later, write * later.length);
      put(later, write);
    }
  }
  evaluator.changed();
  return evaluator;
}
