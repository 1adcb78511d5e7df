/** The table of mutants for the docs. */
import type { Generated } from './generated.ts';
import type { Done } from './run-all.ts';
import type { MutantSet } from './mutant.ts';

const INTRODUCTION = `# What the checker finds in broken locks

Each row is a seeded fault: the source of a primitive with one small change, such as a person could make by mistake. The checks that stand beside the primitive are run on it, and must
find it. \`npm run check:mutants\` does all of them and writes this file; \`npm test -- mutants\` does the same, without the file.

A row names the first check that fails, with the memory model, and how many executions it had explored by then. Checks run under \`js\` first (all atomics sequentially consistent), then
under \`rc11\` (the declared orders only): what only \`rc11\` finds is an order that is too weak. *Missed* means that a program with a fault on purpose passes, since the mutant hides the fault.

The fast paths of the owner word (\`takeOwnerWord\`, \`giveOwnerWord\`) exist once for each back end, one of which is the checker's own (\`src/check/realm/checked-ops.ts\`): that is the one
whose text is changed here. The others pass the same tests of behaviour. So it is with the whole operations on queues of messages (\`claimInRing\`, \`publishClaimed\`, …, of
\`src/check/realm/checked-queue.ts\`): a test holds that all three texts do the same, access by access, whatever the memory answers.

Changes that nothing can find, because they are right, are not here: an unlock that wakes all instead of one (slower, not wrong), a count of waiters that is never taken down (likewise), a
failed exchange before an exchange with \`acquire\` made relaxed, a failed setting of the flag that is not noticed (the sleep compares again).
`;

const GENERATED = `## Generated faults

The usual faults, put into the same files by \`lockwright mutate\` (see [checker-mutate.md](checker-mutate.md)), and the same checks. Nobody chose these, and nobody has
looked through all that are not found: some are slower and not wrong, some lie in code that is about something else than what is checked, such as the notes for the undertaker or the checks
of arguments, and some are what a check is missing for. _Not reached_: no check runs that code.

| file | checks | faults | found | marked as equivalent | not found | not reached | undecided |
|---|---|---|---|---|---|---|---|
`;

function generatedRow({ file, checks, tally }: Generated): string {
  const { killed, equivalent, survived, notReached, undecided } = tally;
  const all = killed + equivalent + survived + notReached + undecided;
  const names = checks.map((check) => `\`${check.slice(check.lastIndexOf('/') + 1)}\``).join(', ');
  return `| \`${file}\` | ${names} | ${[all, killed, equivalent, survived, notReached, undecided].join(' | ')} |\n`;
}

export function tableOf(sets: readonly MutantSet[], done: readonly Done[], generated: readonly Generated[]): string {
  const parts = [INTRODUCTION];
  for (const set of sets) {
    parts.push(
      `## ${set.of}\n\nFound by \`${set.checks}\`.\n\n| mutant | what goes wrong | file | found as | by | model | executions |\n|---|---|---|---|---|---|---|\n`,
    );
    for (const { mutant, verdict } of done.filter((one) => one.set === set)) {
      if (mutant === undefined) continue;
      const by = verdict.by?.replace(/ \(\w+\)$/, '') ?? 'nothing';
      const kind = verdict.kind === 'missed' ? '*missed*' : `\`${verdict.kind}\`: ${escapeCell(verdict.message ?? '')}`;
      parts.push(
        `| ${escapeCell(mutant.name)} | ${escapeCell(mutant.cause)} | \`${mutant.file}\` | ${kind} | ${by} | ${verdict.model} | ${verdict.executions} |\n`,
      );
    }
    parts.push('\n');
  }
  parts.push(GENERATED, ...generated.map(generatedRow));
  return `${parts.join('').trimEnd()}\n`;
}

/** A text as it stands in the table. */
export const escapeCell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replaceAll(/\p{Cc}/gu, escaped);

/** A control character as it is written in a string. */
const escaped = (character: string): string => `\\x${character.codePointAt(0)!.toString(16).padStart(2, '0')}`;
