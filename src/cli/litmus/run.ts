import { CannotRun, type Judgement, type LitmusTest, type Run, runTest, type Suspect } from '../../litmus/index.ts';

/** A run as a table, with what to do about an outcome that the model forbids. */
export function linesOf(test: LitmusTest, run: Run | { readonly reason: string }, model: string, isUndefined: boolean): readonly string[] {
  if ('reason' in run) return ['', `${test.name} ${run.reason}`];
  const { instances, seconds, cores, seen } = run;
  const width = String(Math.max(0, ...seen.map(({ count }) => count))).length;
  const state = Math.max(0, ...seen.map(({ state: text }) => text.length));
  const threads = test.threads.length;
  const allowed = isUndefined ? 'undefined behaviour' : 'allowed';
  const notes = [
    ...(threads > cores
      ? [`The test has ${threads} threads, and this machine ${cores} cores: what needs more at once is hardly seen.`]
      : []),
    ...[...new Set(seen.flatMap(({ suspect }) => suspect ?? []))].map((suspect) => whyForbidden(test, suspect)),
  ];
  return [
    '',
    `${instances} times on ${threads} threads, in ${seconds.toFixed(1)} s:`,
    ...seen.map(
      (one) =>
        `  ${String(one.count).padStart(width)}  ${one.state.padEnd(state)}  ${one.class.padEnd('interleaved'.length)}  ${one.allowed ? allowed : `FORBIDDEN by ${model}`}`,
    ),
    ...notes.map((note) => `  ${note}`),
  ];
}

/** What an outcome that the model forbids may come from. */
export function whyForbidden({ arch }: LitmusTest, suspect: Suspect): string {
  switch (suspect) {
    case 'model':
      return 'An outcome that the model forbids was seen which threads have that take turns: look at the model, or tell us of the test.';
    case 'translation': {
      const relaxed = arch === 'C' ? 'relaxed accesses' : `plain accesses of ${arch}`;
      const seen = 'An outcome that the model forbids was seen, which need be no fault of the engine';
      return `${seen}: ${relaxed} run as plain ones of JavaScript here, which engines and this processor may reorder. A test in the JS dialect tells.`;
    }
    case 'engine': {
      const where = `${engine()} on ${process.arch}`;
      return `An outcome that the model forbids was seen: a fault of the engine, ${where}, or of the model. The same command shows it again.`;
    }
  }
}

/** Bun and Deno say that they are a version of Node. */
function engine(): string {
  const { bun, deno } = process.versions as Readonly<Record<string, string | undefined>>;
  return bun === undefined ? (deno === undefined ? `Node ${process.version}` : `Deno ${deno}`) : `Bun ${bun}`;
}

/** What real threads did, or why nothing can be said. Costs so many seconds. */
export async function runOrReason(test: LitmusTest, judged: Judgement, seconds: number): Promise<Run | { readonly reason: string }> {
  try {
    return await runTest(test, judged, { seconds });
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof CannotRun || message.startsWith(CannotRun.PREFIX)) return { reason: message };
    throw error;
  }
}
