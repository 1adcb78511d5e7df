import type { Check, CompiledModel } from './cat/model.ts';
import { Evaluator } from './cat/evaluate.ts';
import { Flags } from './cat/flags.ts';
import { allTraces } from './enumerate/all-traces.ts';
import { allChoices, coherentChoices, type LocationChoice } from './enumerate/coherence.ts';
import { Skeleton } from './enumerate/execution.ts';
import { Observer } from './enumerate/observer.ts';
import { matching } from './enumerate/matching.ts';
import { judgeJs } from './js/judge.ts';
import type { LitmusTest, Value } from './program.ts';
import { holds, judgementOf, showState, type Judgement, type State } from './states.ts';

export type { Judgement } from './states.ts';

/** Judges a test by a model in every candidate execution. Costs their number times the size of the model. */
export function judge(test: LitmusTest, model: CompiledModel): Judgement {
  if (test.js !== undefined) return judgeJs(test, test.js, model);
  const evaluator = new Evaluator(model);
  const { isCoherent, usesOrder } = model;
  const mayBeUndefined = hasRole(model, 'undefined');
  const observer = new Observer(test);
  const known = new Set<string>();
  const states = new Map<string, State>();
  const flags = new Flags(model);
  let undefinedBehaviour = false;
  let last: Skeleton | undefined;
  let mayBeNow = mayBeUndefined;
  for (const traces of matching(test, allTraces(test, isCoherent), isCoherent)) {
    const skeleton = Skeleton.of(test, traces);
    const choices = choicesOf(skeleton, isCoherent);
    if (choices === undefined) continue;
    if (last?.isLike(skeleton) !== true) {
      evaluator.begin(skeleton);
      last = skeleton;
      mayBeNow = mayBeUndefined && !evaluator.isDefined();
    }
    const tried = new Set<string>();
    for (const chosen of product(choices)) {
      // A model that makes its own order of writes knows of ours only which one is last.
      const key = usesOrder ? '' : chosen.map(({ rf, co }) => `${co.at(-1)} ${rf.join(' ')}`).join(';');
      if (!usesOrder && tried.size === tried.add(key).size) continue;
      const values = observer.valuesOf(traces, skeleton, chosen);
      const name = values.join(' ');
      const isKnown = known.has(name);
      if (isKnown && flags.areAllRaised && (undefinedBehaviour || !mayBeNow)) continue;
      place(evaluator, chosen);
      const isUndefined: boolean = mayBeNow && !undefinedBehaviour && evaluator.undefinedNow();
      if ((isKnown && !isUndefined && flags.areAllRaised) || evaluator.violated() !== undefined) continue;
      flags.note(evaluator);
      undefinedBehaviour ||= isUndefined;
      if (isKnown) continue;
      known.add(name);
      const state = observer.stateOf(values);
      if (test.filter === undefined || holds(test.filter, state)) states.set(showState(test, state), state);
    }
  }
  return judgementOf(test, states, undefinedBehaviour, flags.raised);
}

/** Whether some check of a model has a role. */
const hasRole = (model: CompiledModel, role: Check['role']): boolean =>
  model.checks.some(function has(check): boolean {
    return 'checks' in check ? check.checks.some(has) : check.role === role;
  });

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
function choicesOf(skeleton: Skeleton, isCoherent: boolean): readonly (readonly LocationChoice[])[] | undefined {
  const byAddress = new Map<Value, number[]>();
  for (const [i, event] of skeleton.events.entries()) {
    if (!event.isRead && !event.isWrite) continue;
    const members = byAddress.get(event.address);
    if (members === undefined) byAddress.set(event.address, [i]);
    else members.push(i);
  }
  const all: (readonly LocationChoice[])[] = [];
  for (const members of byAddress.values()) {
    const choices = (isCoherent ? coherentChoices : allChoices)(skeleton, members);
    if (choices.length === 0) return undefined;
    all.push(choices);
  }
  return all;
}

function place(evaluator: Evaluator, chosen: readonly LocationChoice[]): void {
  const { rf, co } = evaluator;
  rf.fill(0);
  co.fill(0);
  for (const choice of chosen) {
    for (const [read, write] of choice.rf) rf[write]! |= 1 << read;
    let later = 0;
    for (const write of choice.co.toReversed()) {
      co[write] = later;
      later |= 1 << write;
    }
  }
  evaluator.changed();
}
