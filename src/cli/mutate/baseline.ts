import { fileURLToPath } from 'node:url';
import type { Started, Work } from '../check-messages.ts';
import type { Coverage } from '../coverage.ts';
import { Watch } from '../check-watch.ts';

/** What the checks give on the code as it is. */
export interface Baseline {
  /** Names of the checks, the quickest first. */
  readonly checks: readonly string[];
  /** Of the slowest. */
  readonly seconds: number;
  /** Files that the checks use, without packages. */
  readonly uses: readonly string[];
  readonly coverage: Coverage;
  /** Why mutants would tell nothing. */
  readonly problems: readonly string[];
}

/** Runs all checks on the code as it is: they must be as expected, or no mutant says anything. */
export async function runBaseline(work: Work, watchdogMs: number): Promise<Baseline> {
  const took: { name: string; seconds: number }[] = [];
  const uses = new Set<string>();
  const problems: string[] = [];
  let running: Started | undefined;
  let coverage: Coverage = {};
  const watch = new Watch(
    {
      onMessage(message) {
        if (message.type === 'started') running = message;
        if (message.type === 'uses') for (const url of message.urls) uses.add(fileURLToPath(url));
        if (message.type === 'coverage') coverage = message.coverage;
        if (message.type === 'loaded' && message.all.length === 0) problems.push(`${message.file} declares no checks`);
        if (message.type === 'unusable') problems.push(`${message.file} ${message.message}`);
        if (message.type === 'refused') problems.push(`'${running!.name}' could not be checked: ${message.message}`);
        if (message.type !== 'result') return;
        const { name, seconds } = message.line;
        if (message.disagreement !== undefined) problems.push(`'${name}' fails on the code as it is: ${message.disagreement}`);
        took.push({ name, seconds });
      },
      onHalt(halt, during) {
        const what = typeof during === 'string' ? during : `'${during.name}'`;
        problems.push(`${what} ${halt.why === 'stuck' ? 'never ends' : `ends the worker: ${halt.message}`}`);
      },
    },
    watchdogMs,
  );
  await watch.run({ ...work, watch: true, coverage: true });
  took.sort((a, b) => a.seconds - b.seconds);
  return { checks: took.map(({ name }) => name), seconds: took.at(-1)?.seconds ?? 0, uses: [...uses], coverage, problems };
}
