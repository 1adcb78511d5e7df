/**
 * Runs the conformance tests of ECMAScript for `Atomics` and `SharedArrayBuffer` on the native globals and on those that checked programs get, and says where they differ, and what passes on neither. DIR is a checkout
 * of test262. Exit code 0 if the same tests pass. Costs two threads for each test and mode: minutes for all.
 *
 *     npm run conform -- DIR [WORD]
 *
 * The instrumented globals work on a machine whose memory is real, and the agents of a test are real threads. With a word: only the files whose path contains it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { readMetadata } from './conform/metadata.ts';
import { agrees, type Compared, compareAll } from './conform/run-all.ts';
import { filesUnder } from './lib/files.ts';

const FOLDERS = ['test/built-ins/Atomics', 'test/built-ins/SharedArrayBuffer'];
const UNUSABLE = 2;

/** The threads of Node may block, so tests for those that may not are left out. */
const LEFT_OUT = 'CanBlockIsFalse';

function modesOf(flags: readonly string[]): boolean[] {
  if (flags.includes('onlyStrict')) return [true];
  return ['noStrict', 'module', 'raw'].some((flag) => flags.includes(flag)) ? [false] : [false, true];
}

function testsIn(checkout: string, word: string): { file: string; isStrict: boolean }[] {
  return FOLDERS.flatMap((folder) => (existsSync(`${checkout}/${folder}`) ? filesUnder(`${checkout}/${folder}`, '.js') : []))
    .filter((path) => !path.endsWith('_FIXTURE.js') && path.includes(word))
    .flatMap((path) => {
      const { flags } = readMetadata(readFileSync(path, 'utf8'));
      if (flags.includes(LEFT_OUT)) return [];
      return modesOf(flags).map((isStrict) => ({ file: relative(checkout, path), isStrict }));
    });
}

const verdict = (why: string | undefined): string => (why === undefined ? 'passes' : `fails: ${why}`);

/** What does not pass. */
function show({ file, isStrict, native, instrumented }: Compared): void {
  console.log(`${file}${isStrict ? ' (strict)' : ''}\n  native        ${verdict(native)}\n  instrumented  ${verdict(instrumented)}`);
}

const [folder, word = ''] = process.argv.slice(2);
const checkout = resolve(folder ?? '.');
if (folder === undefined || !existsSync(`${checkout}/harness/assert.js`)) {
  console.error(
    `${folder === undefined ? 'no folder is named' : `${folder} has no harness/assert.js`}: npm run conform -- DIR takes a checkout of https://github.com/tc39/test262`,
  );
  process.exit(UNUSABLE);
}
const tests = testsIn(checkout, word);
const counts = { passed: 0, failed: 0, different: 0 };
await compareAll(tests, checkout, availableParallelism(), (compared) => {
  counts[agrees(compared) ? (compared.native === undefined ? 'passed' : 'failed') : 'different']++;
  if (compared.native !== undefined || compared.instrumented !== undefined) show(compared);
});
console.log(`${counts.passed} pass on both, ${counts.failed} on neither, ${counts.different} differ`);
process.exitCode = tests.length === 0 ? UNUSABLE : counts.different > 0 ? 1 : 0;
if (tests.length === 0) console.error(`there is no such test in ${FOLDERS.join(' or ')} of ${folder}`);
