import { hashOf } from './hash.ts';
import type { SourceLine } from './places.ts';
import type { Place, Sources, Trace } from './trace.ts';

/** Lines that are remembered above and below one that a step was taken in. */
const CONTEXT = 4;

/** What traces remember of source files. */
export interface Remembered {
  readonly sources: Sources;
  readonly digests: Readonly<Record<string, string>>;
}

/** The lines that the places of the traces name, with those around them, and a digest of each file. Costs a look at each line of these files. */
export function remember(traces: readonly Trace[], sourceLine: SourceLine): Remembered {
  const sources: Record<string, Record<string, string>> = {};
  const seen = new Set<string>();
  const add = ({ file, line }: Place) => {
    if (seen.has(`${line} ${file}`)) return;
    seen.add(`${line} ${file}`);
    for (let at = Math.max(1, line - CONTEXT); at <= line + CONTEXT; at++) {
      const text = sourceLine(file, at);
      if (text !== undefined) (sources[file] ??= {})[at] = text;
    }
  };
  for (const { steps, threads } of traces) {
    for (const { place, stack } of steps) {
      if (place !== undefined) add(place);
      for (const frame of stack ?? []) add(frame);
    }
    for (const { place } of threads) if (place !== undefined) add(place);
  }
  return { sources, digests: Object.fromEntries(Object.keys(sources).map((file) => [file, digestOf(file, sourceLine)])) };
}

/** The same trace, with its sources and digests. */
export function withSources(trace: Trace, sourceLine: SourceLine): Trace {
  return trace.sources === undefined ? { ...trace, ...remember([trace], sourceLine) } : trace;
}

/** The same trace with one place for each step, and the lines next to these: small enough for a link. */
export function withoutStacks(trace: Trace): Trace {
  const steps = trace.steps.map((step) => omit(step, 'stack'));
  const places = [...steps, ...trace.threads].flatMap(({ place }) => place ?? []);
  const isNear = (file: string, line: number) => places.some((place) => place.file === file && Math.abs(place.line - line) <= 1);
  const sources = Object.entries(trace.sources ?? {}).map(
    ([file, lines]) => [file, Object.fromEntries(Object.entries(lines).filter(([line]) => isNear(file, Number(line))))] as const,
  );
  const kept = Object.fromEntries(sources.filter(([, lines]) => Object.keys(lines).length > 0));
  const digests = Object.fromEntries(Object.entries(trace.digests ?? {}).filter(([file]) => Object.hasOwn(kept, file)));
  return { ...omit(trace, 'path'), steps, sources: kept, digests };
}

function omit<T extends object, K extends keyof T>(from: T, key: K): Omit<T, K> {
  const rest: Partial<T> = { ...from };
  delete rest[key];
  return rest as Omit<T, K>;
}

/** A file that is not as it was when the trace was made. */
export interface ChangedFile {
  readonly file: string;
  /** Whether it can be read at all. */
  readonly isThere: boolean;
}

/** Files that have changed since: what the trace tells of them may not be so any more. */
export function changedFiles({ digests = {} }: Pick<Trace, 'digests'>, sourceLine: SourceLine): ChangedFile[] {
  return Object.entries(digests)
    .filter(([file, digest]) => digestOf(file, sourceLine) !== digest)
    .map(([file]) => ({ file, isThere: sourceLine(file, 1) !== undefined }));
}

const DIGEST_BASE = 36;

function digestOf(file: string, sourceLine: SourceLine): string {
  let hash = hashOf('');
  for (let line = 1; ; line++) {
    const text = sourceLine(file, line);
    if (text === undefined) return hash.toString(DIGEST_BASE);
    hash = hashOf(`${text}\n`, hash);
  }
}
