import { nextStep, nextSwitch, previousStep, previousSwitch } from '../check/report/moves.ts';
import type { Trace } from '../check/report/trace.ts';

export const KEYS_HELP = 'n/→ next  p/← previous  s/S thread switches  g/G first/last  q quit';

/** Where a key leads from the state after `count` steps; undefined: the end of the replay. Keys that mean nothing stay. */
export function move(trace: Trace, count: number, key: string): number | undefined {
  const last = trace.steps.length;
  switch (key) {
    case 'n':
    case 'right':
    case 'down':
    case 'space':
    case 'j':
    case 'l':
      return nextStep(trace, count);
    case 'p':
    case 'left':
    case 'up':
    case 'backspace':
    case 'k':
    case 'h':
      return previousStep(trace, count);
    case 's':
      return nextSwitch(trace, count);
    case 'S':
      return previousSwitch(trace, count);
    case 'g':
    case 'home':
      return 0;
    case 'G':
    case 'end':
      return last;
    case 'q':
    case 'escape':
    case 'ctrl-c':
      return undefined;
    default:
      return count;
  }
}
