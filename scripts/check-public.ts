/**
 * `npm run check:public -- [FILE] [--only NAME] [--model SC] [--symmetry]`: explores the acceptance programs under SC, TSO and RC11, and compares complete executions and errors with what is expected of each.
 * With `--symmetry` it explores them under SC, TSO and JS without and with symmetry, and compares the two.
 */
import { parseArgs } from 'node:util';
import { findMcFile, MC_DATA_VARIABLE, readMcFile } from './lib/mc-file.ts';
import { runMc } from './lib/mc-run.ts';
import { compareMcSymmetry, hasTwins } from './lib/mc-symmetry.ts';
import type { McModel } from './lib/mc-syntax.ts';

const MODELS: readonly McModel[] = ['SC', 'TSO', 'RC11'];
/** Under RC11 symmetry is ignored. */
const SYMMETRIC_MODELS = ['sc', 'tso', 'js'] as const;
const WIDTHS = [22, 5, 12, 12, 10, 10, 9, 12] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    model: { type: 'string', default: '' },
    symmetry: { type: 'boolean', default: false },
  },
});

const row = (...cells: readonly unknown[]): string => cells.map((cell, i) => String(cell).padEnd(WIDTHS[i] ?? 0)).join(' ');

async function main(file: string): Promise<number> {
  let agreed = 0;
  let disagreed = 0;
  let otherwiseBlocked = 0;
  let executions = 0;
  let seconds = 0;
  console.log(row('program', 'model', 'expected', 'found', 'error', 'ms', 'per s'));
  for (const program of readMcFile(file).filter(({ name }) => name.includes(values.only))) {
    for (const model of MODELS.filter((name) => name.includes(values.model.toUpperCase()))) {
      const expected = program.expected[model];
      const { result, error, agrees, remark } = await runMc(program, model);
      const all = result.executions + result.blocked;
      const shown = (count: number): string => (expected.error === null ? String(count) : expected.error);
      const found = expected.error === null ? String(result.executions) : (error ?? 'none');
      const rate = result.seconds > 0 ? Math.round(all / result.seconds) : '';
      const mark = agrees ? '✓' : '✗';
      console.log(
        row(program.name, model, shown(expected.complete), found, error ?? '-', (result.seconds * 1000).toFixed(1), rate, mark) + remark,
      );
      if (!agrees && result.error !== null) console.log(`  ${result.error.message.split('\n')[0]}`);
      if (remark !== '') otherwiseBlocked++;
      if (agrees) agreed++;
      else disagreed++;
      executions += all;
      seconds += result.seconds;
    }
  }
  const rate = Math.round(executions / seconds);
  console.log(
    `${agreed} agree, ${disagreed} disagree; ${executions} executions in ${seconds.toFixed(2)} s, ${rate} per second on the whole.`,
  );
  if (otherwiseBlocked > 0)
    console.log(
      `${otherwiseBlocked} have another number of blocked executions than the file, which does not count: it depends on how early an explorer notices that a thread gets stuck.`,
    );
  return disagreed === 0 ? 0 : 1;
}

async function compareSymmetry(file: string): Promise<number> {
  let disagreed = 0;
  let runs = 0;
  let saved = 0;
  let all = 0;
  const programs = readMcFile(file).filter(({ name }) => name.includes(values.only));
  console.log(row('program', 'model', 'without', 'with', 'twins'));
  for (const program of programs) {
    for (const model of SYMMETRIC_MODELS.filter((name) => name.includes(values.model.toLowerCase()))) {
      const { plain, reduced, differences } = await compareMcSymmetry(program, model);
      console.log(row(program.name, model, plain, reduced, hasTwins(program) ? 'yes' : '-', differences.length === 0 ? '✓' : '✗'));
      for (const difference of differences) console.log(`  ${difference}`);
      if (differences.length > 0) disagreed++;
      runs++;
      all += plain;
      saved += plain - reduced;
    }
  }
  const twins = programs.filter(hasTwins).length;
  console.log(
    `${runs - disagreed} agree, ${disagreed} disagree; ${twins} of ${programs.length} programs have twins; ${saved} of ${all} executions saved.`,
  );
  return disagreed === 0 && runs > 0 ? 0 : 1;
}

const file = findMcFile(positionals[0]);
if (file === undefined) console.log(`Skipped: no file of programs. Give one as an argument or in ${MC_DATA_VARIABLE}.`);
else process.exitCode = await (values.symmetry ? compareSymmetry(file) : main(file));
