import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Arch, type CompiledModel, compileModel, judge, LitmusError, parseTest, textsOfNotation } from '../litmus/index.ts';

const HELP = `Usage: lockwright litmus FILE|FOLDER… [--model NAME | --cat FILE] [--json]

Lists the final states that a memory model allows each test, in herd's format (X86, X86_64, AArch64, C and JS);
a FILE.json holds tests in the short notation for JS.

  --model NAME  sc, x86tso, aarch64, rc11, js or js-2017; by default the one of the test's language
  --cat FILE    a model of your own in the cat language
  --json        one line of JSON for each test`;

const UNUSABLE = 2;
const MODEL_OF: Partial<Record<Arch, string>> = { X86: 'x86tso', X86_64: 'x86tso', AArch64: 'aarch64', JS: 'js', C: 'rc11' };
const MODELS = new URL('../../litmus/models/', import.meta.url);
const MS_PER_SECOND = 1000;

/** `lockwright litmus`. Exit code 0, or 2 if a test or a model cannot be read. */
export async function litmus(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, model: { type: 'string' }, cat: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (values.help === true || positionals.length === 0) {
    console.log(HELP);
    return values.help === true ? 0 : UNUSABLE;
  }
  const models = new Map<string, CompiledModel>();
  let code = 0;
  for (const file of positionals.flatMap(testsIn)) {
    for (const result of judgeFile(file, values.model, values.cat, models)) {
      if ('error' in result) code = UNUSABLE;
      console.log(values.json === true ? JSON.stringify(result) : textOf(result));
    }
  }
  return code;
}

type Result = Judged | Failed;
interface Failed {
  readonly test: string;
  readonly error: string;
}
interface Judged {
  readonly test: string;
  readonly arch: string;
  readonly model: string;
  readonly condition: string;
  readonly verdict: string;
  readonly states: readonly string[];
  readonly seconds: number;
  readonly undefinedBehaviour: boolean;
  readonly flags: readonly string[];
}

function judgeFile(
  file: string,
  named: string | undefined,
  cat: string | undefined,
  models: Map<string, CompiledModel>,
): readonly Result[] {
  const judgeText = (text: () => string, name?: string): Result => {
    const start = performance.now();
    return orError(name ?? file, () => {
      const test = parseTest(text(), file);
      const model = cat ?? named ?? MODEL_OF[test.arch]!;
      let compiled = models.get(model);
      if (compiled === undefined) models.set(model, (compiled = loadModel(model, cat !== undefined)));
      const { verdict, states, undefinedBehaviour, flags } = judge(test, compiled);
      const seconds = (performance.now() - start) / MS_PER_SECOND;
      return {
        test: test.name,
        arch: test.arch,
        model,
        condition: test.conditionText,
        verdict,
        states,
        seconds,
        undefinedBehaviour,
        flags,
      };
    });
  };
  const read = (): string => readFileSync(file, 'utf8');
  if (!file.endsWith('.json')) return [judgeText(read)];
  const texts = orError(file, () => textsOfNotation(read()));
  return 'error' in texts ? [texts] : texts.map(({ name: test, text }) => judgeText(text, test));
}

/** What `run` returns, or the error that a user can do something about. */
function orError<T>(test: string, run: () => T): T | Failed {
  try {
    return run();
  } catch (error) {
    const isOurs = error instanceof LitmusError || error instanceof SyntaxError || (error as Error).message.startsWith('litmus:');
    if (!isOurs && (error as { code?: string }).code !== 'ENOENT') throw error;
    return { test, error: (error as Error).message };
  }
}

function loadModel(name: string, isFile: boolean): CompiledModel {
  const path = isFile ? name : new URL(`${name}.cat`, MODELS);
  const folder = isFile ? dirname(name) : undefined;
  return compileModel(readFileSync(path, 'utf8'), name, (included) => {
    try {
      return readFileSync(folder === undefined ? new URL(included, MODELS) : join(folder, included), 'utf8');
    } catch {
      return undefined;
    }
  });
}

function testsIn(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.litmus'))
    .toSorted()
    .map((name) => join(path, name));
}

function textOf(result: Result): string {
  if ('error' in result) return result.error;
  return [
    `${result.test} (${result.model}): ${result.verdict}`,
    ...result.states.map((state) => `  ${state}`),
    ...result.flags.map((flag) => `  flag: ${flag}`),
    `  ${result.condition}`,
  ].join('\n');
}
