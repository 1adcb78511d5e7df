import { eachSkeleton } from './candidates.ts';
import { Evaluator } from './cat/evaluate.ts';
import type { CompiledModel } from './cat/model.ts';
import { MOST_EXECUTIONS } from './enumerate/limit.ts';
import { Observer } from './enumerate/observer.ts';
import { judgeJs } from './js/judge.ts';
import type { LitmusTest } from './program.ts';
import { Search } from './search.ts';
import { judgementOf, type Judgement } from './states.ts';

export type { Judgement } from './states.ts';

/**
 * Judges a test by a model in every candidate execution that can tell something new. Costs at most their number times the size of the model; a test with
 * more than `most` of them, other than in JS, is an error.
 */
export function judge(test: LitmusTest, model: CompiledModel, most: number = MOST_EXECUTIONS): Judgement {
  if (test.js !== undefined) return judgeJs(test, test.js, model);
  const evaluator = new Evaluator(model);
  const search = new Search(test, model, new Observer(test), evaluator, most);
  eachSkeleton(test, model, evaluator, model.isCoherent, model.isCoherent && model.isAtomic, search);
  return judgementOf(test, search.states, search.undefinedBehaviour, search.flags.raised, search.notes);
}
