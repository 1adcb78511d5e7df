import { clean } from './text.ts';
import type { Step, Trace } from './trace.ts';
import { valueText } from './values.ts';

/** The number by which reports name a step. */
export const stepNumber = (id: number): number => id + 1;

/** `step 3`, or where a value came from if no step wrote it. */
export function writerText(id: number): string {
  return id < 0 ? 'the initial value' : `step ${stepNumber(id)}`;
}

/**
 * What a step did, in one line: `Atomics.load(x[0]) → 1, from step 3`. `latest` is the last step before it that wrote its word: if that is not what it read, the line says so, since
 * only weak models allow that.
 */
export function describeStep(trace: Trace, step: Step, latest?: number): string {
  const stale = latest !== undefined && step.read !== undefined && step.readsFrom !== undefined && latest !== step.readsFrom;
  const parts = [
    ...effects(trace, step),
    ...(stale ? [`does not see ${writerText(latest)}`] : []),
    ...(step.note === undefined ? [] : [step.note]),
  ];
  return clean([callText(trace, step), parts.join('; ')].filter((part) => part !== '').join(' '));
}

/** What engines call plain accesses, which have no function. */
const PLAIN = /^(?:read|write)$/;

/** `Atomics.store(x[0], 1)`, `x[0] = 1`: what was called, on which word. */
function callText(trace: Trace, step: Step): string {
  const { call, kind } = step;
  const written = shown(trace, step, step.written);
  if (call.endsWith('=')) return `${call} ${written ?? ''}`;
  const name = step.word === undefined ? undefined : trace.words[step.word]?.name;
  if (name !== undefined && step.order === 'plain' && PLAIN.test(call)) return written === undefined ? name : `${name} = ${written}`;
  if (kind === 'fence' && step.order !== undefined) return `${call}(${step.order})`;
  if (name === undefined || call.includes('(') || call.includes(name)) return call;
  const order = step.order === undefined || step.order === 'plain' || step.order === 'seqCst' ? [] : [step.order];
  return `${call}(${[name, ...(kind === 'write' && written !== undefined ? [written] : []), ...order].join(', ')})`;
}

/** A value of the word of the step. */
function shown(trace: Trace, { word, kind }: Step, value: string | undefined): string | undefined {
  return value === undefined || kind === 'notify' ? value : valueText(word === undefined ? undefined : trace.words[word], value);
}

function effects(trace: Trace, step: Step): string[] {
  const { kind } = step;
  const read = shown(trace, step, step.read);
  const written = shown(trace, step, step.written);
  const origin = step.readsFrom === undefined ? '' : step.readsFrom < 0 ? ', initial' : `, from ${writerText(step.readsFrom)}`;
  const value = read === undefined ? [] : [`→ ${read}${origin}`];
  switch (kind) {
    case 'rmw':
      return [...value, written === undefined ? 'leaves it' : `writes ${written}`];
    case 'wait':
      return [...value, 'falls asleep'];
    case 'wake':
      return [step.readsFrom === undefined || step.readsFrom < 0 ? 'is woken' : `is woken by ${writerText(step.readsFrom)}`];
    case 'lock':
      if (step.written === undefined) return ['waits'];
      return step.readsFrom === undefined || step.readsFrom < 0 ? [] : [`after ${writerText(step.readsFrom)}`];
    case 'timeout':
      return ['times out'];
    case 'notify':
      return read === undefined ? [] : [`wakes ${read === '0' ? 'nobody' : read}`];
    default:
      return value;
  }
}
