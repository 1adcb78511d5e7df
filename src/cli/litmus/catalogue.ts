import { judge, type Arch, type LitmusTest } from '../../litmus/index.ts';
import { failed, Models, orError, testsOf, TESTS } from './load.ts';

const UNUSABLE = 2;
/** The models of the table, each for the languages that it is about. */
const COLUMNS: readonly { readonly model: string; readonly archs: readonly Arch[] }[] = [
  { model: 'sc', archs: ['X86', 'X86_64', 'AArch64', 'C', 'JS'] },
  { model: 'x86tso', archs: ['X86', 'X86_64'] },
  { model: 'aarch64', archs: ['AArch64'] },
  { model: 'rc11', archs: ['C'] },
  { model: 'js', archs: ['JS'] },
  { model: 'js-2017', archs: ['JS'] },
];
const NONE = '–';

/** `lockwright litmus --catalogue`: tests by models; tests of one name in several languages share a row. Exit code 0, or 2 if a test cannot be read. */
export function catalogue(paths: readonly string[], isJson: boolean, unroll?: string): number {
  const models = new Models();
  const rows = new Map<string, Map<string, string>>();
  let code = 0;
  for (const test of testsOf(paths.length === 0 ? [TESTS] : paths, unroll)) {
    if (failed(test)) {
      code = UNUSABLE;
      console.error(test.error);
      continue;
    }
    const row = rows.get(test.name) ?? new Map<string, string>();
    rows.set(test.name, row);
    for (const { model, archs } of COLUMNS) {
      if (!archs.includes(test.arch) || (row.has(model) && model === 'sc')) continue;
      const found = orError(test.name, () => cellOf(test, models, model));
      row.set(model, typeof found === 'string' ? found : NONE);
    }
  }
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (isJson) for (const [test, row] of sorted) console.log(JSON.stringify({ test, models: Object.fromEntries(row) }));
  else console.log(table(sorted));
  return code;
}

/** Whether the outcome that the condition names, or its contrary of a `forall`, is allowed. */
function cellOf(test: LitmusTest, models: Models, name: string): string {
  const { verdict, undefinedBehaviour } = judge(test, models.get(name));
  if (undefinedBehaviour) return 'undefined';
  if (test.quantifier === 'forall') return verdict === 'Ok' ? 'always' : 'not always';
  return (verdict === 'Ok') === (test.quantifier === 'exists') ? 'allowed' : 'forbidden';
}

function table(rows: readonly (readonly [string, ReadonlyMap<string, string>])[]): string {
  const lines = [
    ['', ...COLUMNS.map(({ model }) => model)],
    ...rows.map(([test, row]) => [test, ...COLUMNS.map(({ model }) => row.get(model) ?? NONE)]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
