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
      return Math.min(last, count + 1);
    case 'p':
    case 'left':
    case 'up':
    case 'backspace':
    case 'k':
    case 'h':
      return Math.max(0, count - 1);
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

/** After the first step of another thread. */
function nextSwitch({ steps }: Trace, count: number): number {
  const thread = steps[count - 1]?.thread;
  const next = steps.findIndex((step, i) => i >= count && step.thread !== thread);
  return next < 0 ? steps.length : next + 1;
}

/** After the first step of the stretch before: back at its beginning first, as editors do. */
function previousSwitch({ steps }: Trace, count: number): number {
  let i = count - 2;
  while (i > 0 && steps[i]!.thread === steps[i - 1]!.thread) i--;
  return Math.max(0, i + 1);
}
