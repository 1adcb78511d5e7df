import { CannotRun, type Judgement, type LitmusTest, type Run, runTest } from '../../litmus/index.ts';

/** The processors that a machine language is for, as Node names them. */
const PROCESSORS: Readonly<Record<string, string>> = { X86: 'x64', X86_64: 'x64', AArch64: 'arm64' };

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
    ...(seen.every((one) => one.allowed) ? [] : [whyForbidden(test)]),
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

function whyForbidden({ arch, js }: LitmusTest): string {
  const processor = PROCESSORS[arch];
  const causes = [
    `a fault of the engine, ${engine()} on ${process.arch}`,
    ...(processor === undefined || processor === process.arch ? [] : [`of this machine, which is no ${processor}`]),
    ...(js === undefined ? ['of the translation, since JavaScript orders plain accesses less than the test may'] : []),
    'or of the model',
  ];
  return `An outcome that the model forbids was seen: ${causes.join(', ')}. The same command shows it again.`;
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
