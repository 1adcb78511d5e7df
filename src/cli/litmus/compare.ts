import { judge } from '../../litmus/index.ts';
import { UsageError } from '../usage-error.ts';
import { failed, Models, orError, testsOf } from './load.ts';

const UNUSABLE = 2;

/** `lockwright litmus --compare`: for each test what only some of the models allow. Exit code 0, or 2 if a test cannot be read. */
export function compare(paths: readonly string[], names: readonly string[], isJson: boolean, unroll?: string): number {
  if (names.length < 2) throw new UsageError(`--compare ${names.join()} names one model: give two or more, with a comma between them`);
  const models = new Models();
  let [code, tests, differing] = [0, 0, 0];
  for (const test of testsOf(paths, unroll)) {
    const result = failed(test) ? test : orError(test.name, () => names.map((name) => ({ model: name, ...judge(test, models.get(name)) })));
    if (failed(test) || failed(result)) {
      code = UNUSABLE;
      console.log(isJson ? JSON.stringify(result) : (result as { error: string }).error);
      continue;
    }
    tests++;
    const states = [...new Set(result.flatMap(({ states: some }) => some))];
    const allowedBy = states.map((state) => ({
      state,
      models: result.filter(({ states: some }) => some.includes(state)).map(({ model }) => model),
    }));
    const different = allowedBy.filter(({ models: some }) => some.length < names.length);
    if (different.length > 0) differing++;
    if (isJson) {
      const verdicts = Object.fromEntries(result.map(({ model, verdict }) => [model, verdict]));
      console.log(JSON.stringify({ test: test.name, arch: test.arch, condition: test.conditionText, verdicts, differences: different }));
    } else if (different.length > 0) {
      console.log(
        `${test.name}: ${result.map(({ model, verdict, states: some, undefinedBehaviour }) => `${model} ${verdict}, ${undefinedBehaviour ? 'undefined behaviour, ' : ''}${some.length} outcomes`).join('; ')}`,
      );
      for (const { state, models: some } of different) console.log(`  only ${some.join(', ')}: ${state}`);
    }
  }
  if (!isJson) console.log(`${differing} of ${tests} tests have different outcomes under ${names.join(', ')}.`);
  return code;
}
