import { judge, type WeakModel } from './axioms.ts';
import { type Built, buildAll } from './builder.ts';
import { type Candidate, candidatesOf, candidateText } from './candidates.ts';
import type { Findings } from './findings.ts';
import { type DataProgram, outcomeText } from './program.ts';

/**
 * The oracle for weak models: it lets every read read from any write, puts the writes in any order, and keeps what the axioms of the model allow. Costs the product of all that: for
 * programs of up to about eight accesses without waits or locks.
 */
export function axiomatic(program: DataProgram, model: WeakModel): Findings {
  const graphs = new Set<string>();
  const outcomes = new Set<string>();
  const found = { livelock: false, blocked: false, race: false };
  for (const built of buildAll(program)) {
    for (const candidate of candidatesOf(program, built)) {
      const verdict = judge(model, candidate);
      if (!verdict.consistent) continue;
      found.race ||= verdict.race;
      if (built.threads.every(({ standing }) => standing === 'ended')) {
        graphs.add(candidateText(candidate));
        outcomes.add(outcomeText(built.threads.map(({ registers }) => registers)));
      } else if (built.threads.some(({ standing }) => standing === 'stopped')) found.blocked = true;
      else found.livelock ||= spinsForEver(built, candidate);
    }
  }
  return { graphs, outcomes, deadlock: false, ...found };
}

/** Whether every thread that spins does so on the last write of its location, so that nothing more will come. */
function spinsForEver({ threads }: Built, { events, orders }: Candidate): boolean {
  return threads.every(({ standing, events: own }) => {
    if (standing !== 'spins') return true;
    const { at, from } = own.at(-1)!;
    const last = events[orders[at]!.at(-1)!]!;
    return last.thread === from!.thread && last.index === from!.index;
  });
}
