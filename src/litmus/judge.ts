import type { Check, CompiledModel } from './cat/model.ts';
import { Flags } from './cat/flags.ts';
import { eachCandidate } from './candidates.ts';
import { judgeJs } from './js/judge.ts';
import type { LitmusTest } from './program.ts';
import { holds, judgementOf, type Judgement, type State } from './states.ts';

export type { Judgement } from './states.ts';

/** Judges a test by a model in every candidate execution. Costs their number times the size of the model. */
export function judge(test: LitmusTest, model: CompiledModel): Judgement {
  if (test.js !== undefined) return judgeJs(test, test.js, model);
  const mayBeUndefined = hasRole(model, 'undefined');
  const known = new Set<string>();
  const states = new Map<string, State>();
  const flags = new Flags(model);
  let undefinedBehaviour = false;
  let mayBeNow = mayBeUndefined;
  eachCandidate(
    test,
    model,
    model.isCoherent,
    (candidate) => {
      const isKnown = known.has(candidate.name);
      if (isKnown && flags.areAllRaised && (undefinedBehaviour || !mayBeNow)) return;
      const evaluator = candidate.place();
      const isUndefined: boolean = mayBeNow && !undefinedBehaviour && evaluator.undefinedNow();
      if ((isKnown && !isUndefined && flags.areAllRaised) || evaluator.violated() !== undefined) return;
      flags.note(evaluator);
      undefinedBehaviour ||= isUndefined;
      if (isKnown) return;
      known.add(candidate.name);
      const { state, text } = candidate;
      if (test.filter === undefined || holds(test.filter, state)) states.set(text, state);
    },
    (evaluator) => (mayBeNow = mayBeUndefined && !evaluator.isDefined()),
    model.isCoherent && model.isAtomic,
  );
  return judgementOf(test, states, undefinedBehaviour, flags.raised);
}

/** Whether some check of a model has a role. */
const hasRole = (model: CompiledModel, role: Check['role']): boolean =>
  model.checks.some(function has(check): boolean {
    return 'checks' in check ? check.checks.some(has) : check.role === role;
  });
