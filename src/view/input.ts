import { faults, type Schema } from '../check/report/schema.ts';
import { TRACE_VERSION, type Trace, type TraceSet } from '../check/report/trace.ts';
import schemaFile from '../check/report/trace.schema.json' with { type: 'json' };

const schema = schemaFile as Schema;
const setSchema: Schema = { ...schema, $ref: '#/$defs/TraceSet' };

/** What the viewer shows: one trace, or those of a set. */
export interface Input {
  readonly traces: readonly Trace[];
  /** Of a set: the whole exploration. */
  readonly set: TraceSet | undefined;
}

/** It cannot be shown. The message says why, and what to do. */
export class UnusableInputError extends Error {}

/** Reads what may be a trace, a set of them, or neither. Costs a walk over all of it. */
export function readInput(value: unknown): Input {
  const { version, traces } = (value ?? {}) as { version?: unknown; traces?: unknown };
  if (typeof version === 'number' && version !== TRACE_VERSION) {
    const [found, wanted] = [`version ${version} of the format`, `version ${TRACE_VERSION}`];
    throw new UnusableInputError(
      `This trace has ${found}, and this viewer shows ${wanted}. Run the check again with the Lockwright that this viewer is of.`,
    );
  }
  const isSet = Array.isArray(traces);
  const [fault] = faults(value, isSet ? setSchema : schema);
  const inner = fault ?? (isSet ? (value as TraceSet).traces : [value as Trace]).flatMap(danglingIn)[0];
  if (inner !== undefined) throw new UnusableInputError(`This is no trace: ${inner}.`);
  if (isSet && traces.length === 0) throw new UnusableInputError('There is no execution to show: none was kept.');
  if (!isSet) return { traces: [value as Trace], set: undefined };
  const set = value as TraceSet;
  const { sources, digests } = set;
  return {
    set,
    traces: set.traces.map((trace) => ({
      ...trace,
      ...(sources === undefined ? {} : { sources }),
      ...(digests === undefined ? {} : { digests }),
    })),
  };
}

/** References to steps and words that are not there, which the schema does not see. */
function danglingIn({ steps, words, synchronizes, error }: Trace): string[] {
  const isStep = (id: number) => id < steps.length && id >= 0;
  const isWord = (index: number) => index < words.length && index >= 0;
  return [
    ...steps.flatMap(({ id, word, readsFrom = -1, follows = -1 }, i) => [
      ...(id === i ? [] : [`steps[${i}].id is ${id}`]),
      ...(word === undefined || isWord(word) ? [] : [`steps[${i}].word is ${word}, and there are ${words.length} words`]),
      ...[readsFrom, follows].filter((other) => other !== -1 && !isStep(other)).map((other) => `steps[${i}] refers to a step ${other}`),
    ]),
    ...[...synchronizes.flat(), ...(error?.steps ?? [])].filter((id) => !isStep(id)).map((id) => `it refers to a step ${id}`),
  ];
}
