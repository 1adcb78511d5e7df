import { latestWriters } from '../check/report/words.ts';
import type { Command } from './keys.ts';
import { flipped } from './panels/controls.ts';
import { goToWriter } from './panels/memory.ts';
import { errorSteps } from './panels/timeline.ts';
import { relationsOf } from './relations.ts';
import type { Actions, ViewState } from './state.ts';

/** What commands need besides. */
export interface CommandActions extends Actions {
  copyLink(): void;
  help(): void;
  /** Shows the next execution of a set, or the previous one. */
  turn(by: number): void;
}

/** Does what a key asks for. */
export function run(command: Command, state: ViewState, actions: CommandActions): void {
  if ('move' in command) return actions.move(command.move);
  if ('toggle' in command) {
    if (relationsOf(state.trace).includes(command.toggle)) actions.change({ relations: flipped(state.relations, command.toggle) });
    return;
  }
  switch (command.run) {
    case 'play':
      return actions.change({ playing: !state.playing });
    case 'copy':
      return actions.copyLink();
    case 'help':
      return actions.help();
    case 'error':
      return nextError(state, actions);
    case 'writer':
      return writer(state, actions);
    case 'nextExecution':
      return actions.turn(1);
    case 'previousExecution':
      return actions.turn(-1);
  }
}

function nextError({ trace, cursor }: ViewState, actions: Actions): void {
  if (trace.error === undefined) return actions.say('Nothing is wrong in this execution.');
  const steps = errorSteps(trace);
  const first = steps[0] ?? trace.steps.length - 1;
  if (first >= 0) actions.select(steps.find((id) => id >= cursor) ?? first);
}

/** Of a read the write that it saw; of a write the one that it overwrote. */
function writer(state: ViewState, actions: Actions): void {
  const { trace, cursor } = state;
  const step = trace.steps[cursor - 1];
  if (step?.word === undefined) return actions.say('This step touches no word.');
  const source = step.readsFrom ?? step.follows ?? latestWriters(trace)[step.id] ?? -1;
  if (source >= 0) return actions.select(source);
  return goToWriter(trace, state, step.word, actions);
}
