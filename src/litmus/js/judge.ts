import type { CompiledModel } from '../cat/compile.ts';
import { Flags } from '../cat/flags.ts';
import { isMonotone, narrowsWithReads } from '../cat/monotone.ts';
import { Evaluator } from '../cat/evaluate.ts';
import type { Skeleton } from '../enumerate/execution.ts';
import type { LitmusTest, Literal } from '../program.ts';
import type { Candidate, ShownValues } from '../candidates.ts';
import { holds, judgementOf, keyOf, showState, type Judgement, type State } from '../states.ts';
import { readValue, registerValue, visitCandidates, type JsCandidate, type JsVisitor } from './candidates.ts';
import type { JsExecution } from './execution.ts';
import { place, skeletonOf } from './skeleton.ts';
import { forbidsTearing } from './tearing.ts';
import { showJs } from './elements.ts';
import { readOf } from './events.ts';
import type { JsProgram } from './program.ts';

/** Judges a test in the JS dialect by a model, in every candidate execution. Costs their number times the size of the model. */
export function judgeJs(test: LitmusTest, program: JsProgram, model: CompiledModel): Judgement {
  const flags = new Flags(model);
  const states = new Map<string, State>();
  const visit = ({ state, text, place: placed }: Candidate): void => {
    if (states.has(text) && flags.areAllRaised) return;
    const evaluator = placed();
    if (evaluator.violated() !== undefined) return;
    flags.note(evaluator);
    if (test.filter === undefined || holds(test.filter, state)) states.set(text, state);
  };
  eachJsCandidate(test, program, model, visit, true);
  return judgementOf(test, states, false, flags.raised);
}

/** Shows all candidate executions of a test in the JS dialect, or all but some that the model forbids. Costs their number. */
export function eachJsCandidate(
  test: LitmusTest,
  program: JsProgram,
  model: CompiledModel,
  visit: (candidate: Candidate) => void,
  onlyAllowed = false,
): void {
  const evaluator = new Evaluator(model);
  let execution!: JsExecution;
  let candidate!: Omit<JsCandidate, 'sources'>;
  let skeleton!: Skeleton;
  let unitsOf: readonly (readonly number[])[] = [];
  const visitor: JsVisitor = {
    isMonotone: isMonotone(model),
    usesOrder: model.usesOrder,
    forbidsTearing: forbidsTearing(model),
    begin(began, traces, handovers) {
      execution = began;
      candidate = { execution, traces, handovers };
      unitsOf = execution.events.map((_, event) => [...execution.units.keys()].filter((unit) => execution.units[unit]!.read === event));
      skeleton = skeletonOf(test, execution, handovers);
      evaluator.begin(skeleton);
    },
    ...(onlyAllowed && narrowsWithReads(model) ? { mayBegin } : {}),
    visit(sources, order) {
      const state = stateOf(test, { ...candidate, sources }, unitsOf);
      const shown = { execution, sources, unitsOf, blocks: program.blocks };
      const text = showState(test, state);
      visit({
        name: text,
        state,
        text,
        skeleton,
        values: (event) => valuesOf(shown, event),
        place: () => {
          place(evaluator, execution, sources, order);
          return evaluator;
        },
      });
    },
  };
  visitCandidates(program, visitor, test.rounds);

  function mayBegin(sources: readonly number[]): boolean {
    place(evaluator, execution, sources, undefined);
    return evaluator.violated() === undefined;
  }
}

interface Shown {
  readonly execution: JsExecution;
  readonly sources: readonly number[];
  readonly unitsOf: readonly (readonly number[])[];
  readonly blocks: readonly string[];
}

function valuesOf({ execution, sources, unitsOf, blocks }: Shown, event: number): ShownValues {
  const { isRead, isWrite, js } = execution.events[event]!;
  if (js.block === -1) return { location: '' };
  const { from, to, place: accessed, written } = js;
  const size = accessed?.element.size ?? to - from;
  const location = from % size === 0 ? `${blocks[js.block]}[${from / size}]` : `${blocks[js.block]}, bytes ${from} to ${to - 1}`;
  if (accessed === undefined)
    return {
      location,
      ...(written === undefined ? {} : { written: written.every((byte) => byte === 0) ? '0' : `bytes ${written.join(' ')}` }),
    };
  return {
    location,
    ...(isRead ? { read: showJs(readValue(execution, sources, event, unitsOf)) } : {}),
    ...(isWrite ? { written: written === undefined ? 'what it makes of that' : showJs(readOf(js, written)) } : {}),
  };
}

/** Where a thread sleeps for ever, the state says so. */
const BLOCKED = 'blocked';

function stateOf(test: LitmusTest, candidate: JsCandidate, unitsOf: readonly (readonly number[])[]): State {
  const state = new Map<string, Literal>();
  const { execution, sources, traces } = candidate;
  let final = execution.offsets[execution.threads]!;
  for (const where of test.observed) {
    if (!('thread' in where)) state.set(keyOf(where), readValue(execution, sources, final++, unitsOf));
    else if (where.register === BLOCKED) state.set(keyOf(where), traces[where.thread]!.blocked);
    else {
      const register = test.threads[where.thread]!.registers.indexOf(where.register);
      state.set(keyOf(where), register === -1 ? 0 : registerValue(candidate, where.thread, register, unitsOf));
    }
  }
  for (const [thread, { blocked }] of traces.entries()) if (blocked) state.set(`${thread}:${BLOCKED}`, true);
  return state;
}
