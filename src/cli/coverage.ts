import { Session } from 'node:inspector';

/** A part of a module, by positions in its text, and how often it was run. Parts lie in each other; the innermost one counts. */
export type Part = readonly [start: number, end: number, count: number];

/** By the URL of the module. */
export type Coverage = Readonly<Record<string, readonly Part[]>>;

/** Of what the inspector tells, what is read. */
interface Taken {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

/** From here on this thread counts which parts of the program's modules are run. Returns a function that tells for the time since it was last asked. Makes what is run slower, by a half or so. */
export function startCoverage(): () => Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return () => {
    const coverage: Record<string, Part[]> = {};
    // It answers at once.
    session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error !== null) throw error;
      for (const { url, functions } of (taken as Taken).result) {
        if (!url.startsWith('file:') || url.includes('/node_modules/')) continue;
        coverage[url] = functions.flatMap(({ ranges }) =>
          ranges.map(({ startOffset, endOffset, count }): Part => [startOffset, endOffset, count]),
        );
      }
    });
    return coverage;
  };
}

/** How often the text at a position was run; undefined where nothing is known. */
export function timesRun(parts: readonly Part[] | undefined, position: number): number | undefined {
  let innermost: Part | undefined;
  for (const part of parts ?? []) {
    const [start, end] = part;
    if (start <= position && position < end && (innermost === undefined || end - start <= innermost[1] - innermost[0])) innermost = part;
  }
  return innermost?.[2];
}
