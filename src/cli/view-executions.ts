import { nameWords } from '../check/report/name-words.ts';
import { remember, withoutStacks } from '../check/report/sources.ts';
import { TRACE_VERSION, type TraceSet } from '../check/report/trace.ts';
import { sourceLine } from '../realm/source-text.ts';
import type { Message } from './check-messages.ts';
import { readArguments } from './check-options.ts';
import { Watch, type Halt } from './check-watch.ts';
import { UsageError } from './usage-error.ts';

/** Which check is to be explored, as the command line says it. */
export interface ExecutionsRequest {
  readonly file: string;
  readonly only: string | undefined;
  /** Arguments that `lockwright check` takes as well. */
  readonly more: readonly string[];
  /** The most executions that are kept. */
  readonly most: number;
}

/**
 * Explores a check, in a worker as `lockwright check` does, and keeps its executions.
 *
 * @throws {UsageError} if there is no such check, more than one, or if it cannot be explored
 */
export async function executionsOf({ file, only, more, most }: ExecutionsRequest): Promise<TraceSet> {
  const request = readArguments([file, ...(only === undefined ? [] : ['--only', only]), ...more])!;
  const [problem] = request.problems;
  if (problem !== undefined) throw new UsageError(problem);
  const found = new Map<string, TraceSet>();
  let failure: string | undefined;
  const stopWith = (message: string) => {
    failure ??= message;
    void watch.stop();
  };
  const onMessage = (message: Message) => {
    if (message.type === 'loaded') {
      const choice = refusalOf(file, only, message);
      if (choice !== undefined) stopWith(choice);
    } else if (message.type === 'unusable') stopWith(`${file} ${message.message}`);
    else if (message.type === 'refused') stopWith(message.message);
    else if (message.type === 'result') found.set(message.line.name, setOf(message));
  };
  const watch = new Watch({ onMessage, onHalt: (halt) => stopWith(haltText(file, halt)) }, request.watchdogMs);
  await watch.run({ ...request, options: { ...request.options, keepGoing: true, keepTraces: most } });
  const [first] = found.values();
  const set = (only === undefined ? undefined : found.get(only)) ?? first;
  if (set === undefined) throw new UsageError(failure ?? `${file}: no check of it came to an end`);
  return set;
}

/** Why it is not clear which check is meant. */
function refusalOf(file: string, only: string | undefined, { names, all }: Message & { type: 'loaded' }): string | undefined {
  if (names.length === 1 || (only !== undefined && names.includes(only))) return undefined;
  if (all.length === 0) return `${file} declares no checks: call check(name, program) of 'lockwright/check' at its top level`;
  const list = (names.length === 0 ? all : names).map((name) => `  ${name}`).join('\n');
  const why = names.length === 0 ? `no check has a name that contains '${only}'. There are:` : `which check? Name one with --only NAME:`;
  return `${why}\n${list}`;
}

function haltText(file: string, halt: Halt): string {
  return halt.why === 'crashed'
    ? `${file} could not be run: ${halt.message}`
    : `${file} did nothing with shared memory for ${Math.round(halt.seconds)} seconds: lockwright check tells where`;
}

function setOf({ line, traces = [] }: Message & { type: 'result' }): TraceSet {
  const { name, model, verdict, executions, blocked, bound } = line;
  // Stacks would make up most of a page of many executions.
  const named = traces.map((trace) => {
    const { trace: it } = nameWords(trace, sourceLine);
    return { ...withoutStacks(it), path: it.path ?? [] };
  });
  return {
    version: TRACE_VERSION,
    check: name,
    model,
    verdict,
    executions,
    blocked,
    ...(bound === undefined ? {} : { bound }),
    traces: named,
    ...remember(named, sourceLine),
  };
}
