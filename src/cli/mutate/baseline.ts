import { setFlagsFromString } from 'node:v8';
import { fileURLToPath } from 'node:url';
import type { Started, Work } from '../check-messages.ts';
import { type Coverage, timesRun } from '../coverage.ts';
import { Watch } from '../check-watch.ts';

/** What the checks give on the code as it is. */
export interface Baseline {
  /** Names of the checks, the quickest first. */
  readonly checks: readonly string[];
  /** Of the slowest. */
  readonly seconds: number;
  /** Files that the checks use, without packages. */
  readonly uses: readonly string[];
  /** Why mutants would tell nothing. */
  readonly problems: readonly string[];
  /** The checks, the quickest first, that run the text of a module at a position, which lies in a function or not. */
  reaching(url: string, position: number, isInFunction: boolean): readonly string[];
}

/** Runs all checks on the code as it is: they must be as expected, or no mutant says anything. */
export async function runBaseline(work: Work, watchdogMs: number): Promise<Baseline> {
  const took: { name: string; seconds: number }[] = [];
  const uses = new Set<string>();
  const problems: string[] = [];
  let running: Started | undefined;
  const loading: Coverage[] = [];
  const byCheck = new Map<string, Coverage>();
  const watch = new Watch(
    {
      onMessage(message) {
        if (message.type === 'started') running = message;
        if (message.type === 'uses') for (const url of message.urls) uses.add(fileURLToPath(url));
        if (message.type === 'coverage') {
          if (message.check === undefined) loading.push(message.coverage);
          else byCheck.set(message.check, message.coverage);
        }
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
  // Optimised code does not count its calls: a function that the first checks have made hot would be run by none of the others.
  setOptimising(false);
  try {
    await watch.run({ ...work, watch: true, coverage: true });
  } finally {
    setOptimising(true);
  }
  took.sort((a, b) => a.seconds - b.seconds);
  const checks = took.map(({ name }) => name);
  return {
    checks,
    seconds: took.at(-1)?.seconds ?? 0,
    uses: [...uses],
    problems,
    reaching(url, position, isInFunction) {
      const isKnown = [...loading, ...byCheck.values()].some((coverage) => coverage[url] !== undefined);
      const runs = (coverage: Coverage | undefined): boolean => (timesRun(coverage?.[url], position) ?? 0) > 0;
      // What runs while the module is loaded is there for all; of functions only those are told that were run.
      if (!isKnown || !isInFunction || loading.some(runs)) return checks;
      return checks.filter((name) => runs(byCheck.get(name)));
    },
  };
}

/** Whether V8 makes optimised code in this process, its workers included. */
function setOptimising(isOn: boolean): void {
  for (const compiler of ['maglev', 'turbofan']) setFlagsFromString(`--${isOn ? '' : 'no-'}${compiler}`);
}
