import { showValue } from './addresses.ts';
import { emptySet, put, putPair } from './bits.ts';
import type { CompiledModel } from './cat/model.ts';
import { Evaluator } from './cat/evaluate.ts';
import type { Alike } from './enumerate/alike.ts';
import { allTraces } from './enumerate/all-traces.ts';
import { Choices } from './enumerate/choices.ts';
import type { LocationChoice } from './enumerate/coherence.ts';
import { Skeleton } from './enumerate/execution.ts';
import { matching } from './enumerate/matching.ts';
import type { Trace } from './enumerate/trace-events.ts';
import { type Observed, Observer } from './enumerate/observer.ts';
import type { LitmusTest } from './program.ts';
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

/** Who is told of executions, by the ways through the threads that they have. */
export interface SkeletonVisitor {
  /** Gets what could surprise. */
  readonly notes?: string[];
  /** Which of the ways through each thread count: all, if it is not there. */
  choose?(traces: readonly (readonly Trace[])[]): Alike;
  /** Whether executions of these traces need not be looked at. */
  skips?(traces: readonly Trace[]): boolean;
  /** Something changed that does not depend on who reads from whom. */
  begun?(): void;
  /** Whether a choice for a location is possible, if nothing is said of other locations. */
  canBe?(choice: LocationChoice): boolean;
  /** What each location can come to. */
  visit(traces: readonly Trace[], skeleton: Skeleton, choices: readonly (readonly LocationChoice[])[]): void;
}

/**
 * Shows the ways through all threads that fit together, with what each location can come to; `evaluator` is begun with each. Executions are coherent or
 * need not be, and atomic or not. Costs their number.
 */
export function eachSkeleton(
  test: LitmusTest,
  { usesOrder }: CompiledModel,
  evaluator: Evaluator,
  isCoherent: boolean,
  isAtomic: boolean,
  visitor: SkeletonVisitor,
): void {
  const choices = new Choices(test, { isCoherent, isAtomic, usesOrder });
  let last: Skeleton | undefined;
  let hasBegun = false;
  const begin = (skeleton: Skeleton): void => {
    if (hasBegun) return;
    hasBegun = true;
    evaluator.begin(skeleton);
    visitor.begun?.();
  };
  const all = allTraces(test, isCoherent, visitor.notes);
  const { traces: chosen, likes } = visitor.choose?.(all) ?? { traces: all, likes: undefined };
  for (const traces of matching(test, chosen, isCoherent, isAtomic, likes)) {
    if (visitor.skips?.(traces) === true) continue;
    const skeleton = Skeleton.of(test, traces);
    if (last?.isLike(skeleton) !== true) {
      choices.begin(skeleton);
      last = skeleton;
      hasBegun = false;
    }
    const ofLocations = choices.of(skeleton, (choice) => {
      begin(skeleton);
      return visitor.canBe?.(choice) ?? true;
    });
    if (ofLocations === undefined) continue;
    begin(skeleton);
    visitor.visit(traces, skeleton, ofLocations);
  }
}

/** Shows all candidate executions, one after the other, which are coherent or need not be. Costs their number. */
export function eachCandidate(test: LitmusTest, model: CompiledModel, isCoherent: boolean, visit: (candidate: Candidate) => void): void {
  const evaluator = new Evaluator(model);
  const observer = new Observer(test);
  eachSkeleton(test, model, evaluator, isCoherent, false, {
    visit(traces, skeleton, choices) {
      for (const chosen of product(choices))
        visit(new MachineCandidate(test, observer, evaluator, skeleton, chosen, observer.valuesOf(traces, skeleton, chosen)));
    },
  });
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

function place(evaluator: Evaluator, chosen: readonly LocationChoice[]): Evaluator {
  evaluator.rf.fill(0);
  evaluator.co.fill(0);
  for (const choice of chosen) placeChoice(evaluator, choice);
  evaluator.changed();
  return evaluator;
}

/** Makes the choice for its location in `rf` and `co`, in place of the one that was there. */
export function placeChoice({ rf, co, size }: Evaluator, { rf: sources, co: order }: LocationChoice): void {
  const later = emptySet(size);
  const words = later.length;
  for (let at = order.length - 1; at >= 0; at--) {
    const write = order[at]!;
    co.set(later, write * words);
    rf.fill(0, write * words, (write + 1) * words);
    put(later, write);
  }
  for (const [read, write] of sources) putPair(rf, write, read, size);
}
