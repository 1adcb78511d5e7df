import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../check/report/trace.schema.json' with { type: 'json' };
import { faults, type Schema } from '../check/report/schema.ts';
import { TRACE_VERSION, type Trace } from '../check/report/trace.ts';
import { FOLDER } from '../realm/kept-files.ts';

/** A trace that is kept, newest first. */
export interface Kept {
  readonly id: string;
  readonly check: string;
  readonly kind: string;
}

export function keptTraces(): Kept[] {
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

/** By its ID, or by the path of its file. */
export function findTrace(name: string): Trace {
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
  // A line of `lockwright check --json` is taken too.
  const inner = (value as { error?: { trace?: unknown } } | null)?.error?.trace;
  const trace = inner ?? value;
  const { version } = (trace ?? {}) as { version?: unknown };
  if (typeof version === 'number' && version !== TRACE_VERSION) {
    throw new TraceError(
      `${file} has version ${version} of the format, and this command reads version ${TRACE_VERSION}: run the check again`,
    );
  }
  const [fault] = faults(trace, schema as Schema);
  if (fault !== undefined) throw new TraceError(`${file} is no trace: ${fault}`);
  return trace as Trace;
}
