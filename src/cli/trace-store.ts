import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../check/report/trace.schema.json' with { type: 'json' };
import { faults, type Schema } from '../check/report/schema.ts';
import { TRACE_VERSION, type Trace } from '../check/report/trace.ts';
import { changedFiles } from '../check/report/sources.ts';
import { wholePath } from '../check/report/places.ts';
import { FOLDER } from '../realm/kept-files.ts';
import { sourceLine } from '../realm/source-text.ts';
import { linkOf, unpack } from '../view/link.ts';

/** A trace that is kept, newest first. */
export interface Kept {
  readonly id: string;
  readonly check: string;
  readonly kind: string;
}

function keptTraces(): Kept[] {
  if (!existsSync(FOLDER)) return [];
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  const byAge = files.map((name) => ({ name, time: statSync(join(FOLDER, name)).mtimeMs })).toSorted((a, b) => b.time - a.time);
  return byAge.flatMap(({ name }) => {
    try {
      const { check, error } = readTrace(join(FOLDER, name));
      return [{ id: name.slice(0, -'.json'.length), check, kind: error?.kind ?? 'no error' }];
    } catch {
      return [];
    }
  });
}

/** No trace, or an unusable one. The message says why. */
export class TraceError extends Error {}

/** By its ID, by the path of its file, or from a link that a viewer copied. */
export async function findTrace(name: string): Promise<Trace> {
  const { packed } = name.includes('#') ? linkOf(name.slice(name.indexOf('#'))) : {};
  if (packed !== undefined) return traceOf(await unpackLink(packed), 'the link');
  const kept = join(FOLDER, `${name}.json`);
  if (/^[\w-]+$/.test(name) && existsSync(kept)) return readTrace(kept);
  if (existsSync(name) && statSync(name).isFile()) return readTrace(name);
  throw new TraceError(
    name.endsWith('.json') ? `there is no file ${name}` : `there is no trace '${name}' in ${join(process.cwd(), FOLDER)}`,
  );
}

function readTrace(file: string): Trace {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new TraceError(`${file} is no JSON: ${(error as Error).message}`);
  }
  return traceOf(value, file);
}

async function unpackLink(packed: string): Promise<unknown> {
  try {
    return await unpack(packed);
  } catch {
    throw new TraceError('the link is damaged: its end may have been cut off. Copy it again');
  }
}

/** `source` is what errors call it. */
function traceOf(value: unknown, source: string): Trace {
  // A line of `lockwright check --json` is taken too.
  const inner = (value as { error?: { trace?: unknown } } | null)?.error?.trace;
  const trace = inner ?? value;
  const { version } = (trace ?? {}) as { version?: unknown };
  if (typeof version === 'number' && version !== TRACE_VERSION) {
    throw new TraceError(
      `${source} has version ${version} of the format, and this command reads version ${TRACE_VERSION}: run the check again`,
    );
  }
  const [fault] = faults(trace, schema as Schema);
  if (fault !== undefined) throw new TraceError(`${source} is no trace: ${fault}`);
  return trace as Trace;
}

const MOST_LISTED = 20;

/** Which traces are kept here, as a sentence and a list. */
export function keptTracesText(): string {
  const kept = keptTraces();
  if (kept.length === 0) return 'No trace is kept here: run lockwright check in this folder first';
  const lines = kept.slice(0, MOST_LISTED).map(({ id, check, kind }) => `  ${id}  ${check} (${kind})`);
  return `These are kept, newest first:\n${lines.join('\n')}`;
}

/** What a reader must know of a trace that is older than its source: sentences, one for each file. */
export function changeNotes(trace: Pick<Trace, 'digests'>): string[] {
  return changedFiles(trace, sourceLine).map(({ file, isThere }) => {
    const path = wholePath(file, process.cwd());
    return isThere
      ? `${path} has changed since this trace was made. The lines shown are from then; run the check again to see whether it still happens`
      : `${path}, of which this trace tells, cannot be read here. The lines shown are from when it was made`;
  });
}
