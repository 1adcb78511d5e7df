/**
 * `npm run check:public -- [FILE] [--only NAME] [--model SC]`: explores the acceptance programs under SC, TSO and RC11, and compares executions and errors with what is expected of each.
 */
import { parseArgs } from 'node:util';
import { findMcFile, MC_DATA_VARIABLE, readMcFile } from './lib/mc-file.ts';
import { runMc } from './lib/mc-run.ts';
import type { McModel } from './lib/mc-syntax.ts';

const MODELS: readonly McModel[] = ['SC', 'TSO', 'RC11'];
const WIDTHS = [22, 5, 12, 12, 10, 10, 9, 12] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, model: { type: 'string', default: '' } },
});

const row = (...cells: readonly unknown[]): string => cells.map((cell, i) => String(cell).padEnd(WIDTHS[i] ?? 0)).join(' ');

async function main(file: string): Promise<number> {
  let agreed = 0;
  let disagreed = 0;
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
  return disagreed === 0 ? 0 : 1;
}

const file = findMcFile(positionals[0]);
if (file === undefined) console.log(`Skipped: no file of programs. Give one as an argument or in ${MC_DATA_VARIABLE}.`);
else process.exitCode = await main(file);
