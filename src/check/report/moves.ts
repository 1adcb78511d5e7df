import type { Trace } from './trace.ts';

/** Whether a step can be gone to: views may leave some out. */
export type Visible = (id: number) => boolean;

const all: Visible = () => true;

/** Where one step on leads from the state after `count` steps; back at `count` if there is none. */
export function nextStep({ steps }: Trace, count: number, visible: Visible = all): number {
  for (let id = count; id < steps.length; id++) if (visible(id)) return id + 1;
  return count;
}

/** One step back; 0 is the state before the first. */
export function previousStep(_: Trace, count: number, visible: Visible = all): number {
  for (let id = count - 2; id >= 0; id--) if (visible(id)) return id + 1;
  return 0;
}

/** After the first step of another thread; the end if there is none. */
export function nextSwitch({ steps }: Trace, count: number, visible: Visible = all): number {
  const thread = steps[count - 1]?.thread;
  const next = steps.findIndex((step, i) => i >= count && step.thread !== thread && visible(i));
  return next < 0 ? steps.length : next + 1;
}

/** After the first step of the stretch before: back at its beginning first, as editors do. */
export function previousSwitch({ steps }: Trace, count: number, visible: Visible = all): number {
  const ids = steps.slice(0, Math.max(0, count - 1)).flatMap(({ id }) => (visible(id) ? [id] : []));
  let i = ids.length - 1;
  while (i > 0 && steps[ids[i]!]!.thread === steps[ids[i - 1]!]!.thread) i--;
  return i < 0 ? 0 : ids[i]! + 1;
}
