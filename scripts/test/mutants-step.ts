/** A step that seeds every fault that is kept beside a primitive, and counts those that its checks find. Costs a process and about a second of a processor for each of some hundreds. */
import { runCommand, type Outcome } from '../lib/run-command.ts';
import { type Report, withEnding } from './step.ts';

export async function runMutants(timeLimitMs: number): Promise<Report> {
  const args = ['--conditions=lockwright-source', '--disable-warning=ExperimentalWarning', 'scripts/check-mutants.ts', '--seeded'];
  return reportOfMutants(await runCommand(process.execPath, args, { timeLimitMs, isBeside: true }));
}

/** A run that says nothing of its count, or ends badly without a fault, counts as one failure. */
export function reportOfMutants(outcome: Outcome): Report {
  const [, passed = '0', failed = '0'] = /^(\d+) passed, (\d+) failed, in /m.exec(outcome.output) ?? [];
  const ended = outcome.code === 0 && passed !== '0';
  return {
    passed: Number(passed),
    failed: failed === '0' && !ended ? 1 : Number(failed),
    output: withEnding({ ...outcome, output: faultsOf(outcome.output) }),
  };
}

/** All but what went well: a line, and what was found, which is indented. */
function faultsOf(output: string): string {
  return output.replaceAll(/^(?:passes .*|killed .*(?:\n .*)*)\n/gm, '');
}
