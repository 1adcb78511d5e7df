import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Arch,
  type CompiledModel,
  compileModel,
  LitmusError,
  type LitmusTest,
  parseTest,
  textsOfNotation,
} from '../../litmus/index.ts';
import { UsageError } from '../usage-error.ts';

const MODELS = new URL('../../../litmus/models/', import.meta.url);
/** The classic tests that come with the package. */
export const TESTS = fileURLToPath(new URL('../../../litmus/tests/', import.meta.url));

const MODEL_OF: Readonly<Record<Arch, string>> = { X86: 'x86tso', X86_64: 'x86tso', AArch64: 'aarch64', JS: 'js', C: 'rc11' };

/** Something that the user can do something about, in place of a result. */
export interface Failed {
  readonly test: string;
  readonly error: string;
}

export const failed = (value: object): value is Failed => 'error' in value;

/** The models that are asked, each compiled once. Costs a compilation for each. */
export class Models {
  readonly #named: string | undefined;
  readonly #cat: string | undefined;
  readonly #compiled = new Map<string, CompiledModel>();

  constructor(named?: string, cat?: string) {
    this.#named = named;
    this.#cat = cat;
  }

  /** The one that is asked for, or that of the test's language. */
  nameFor(test: LitmusTest): string {
    return this.#cat ?? this.#named ?? MODEL_OF[test.arch];
  }

  get(name: string): CompiledModel {
    let compiled = this.#compiled.get(name);
    if (compiled === undefined) this.#compiled.set(name, (compiled = load(name, name === this.#cat)));
    return compiled;
  }
}

function readIfThere(file: string | URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function load(name: string, isFile: boolean): CompiledModel {
  const path = isFile ? name : new URL(`${name}.cat`, MODELS);
  const folder = isFile ? dirname(name) : undefined;
  const text = readIfThere(path);
  if (text === undefined) {
    const models = readdirSync(MODELS).map((file) => file.replace('.cat', ''));
    throw new UsageError(isFile ? `the model ${name} cannot be read` : `there is no model '${name}': there are ${models.join(', ')}`);
  }
  return compileModel(text, name, (included) => readIfThere(folder === undefined ? new URL(included, MODELS) : join(folder, included)));
}

/** The tests of files and folders, or what is wrong with them; `unroll` says how often loops go round. */
export function* testsOf(paths: readonly string[], unroll?: string): Generator<LitmusTest | Failed> {
  const rounds = unroll === undefined ? undefined : Number(unroll);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds >= 0))
    throw new UsageError(`--unroll ${unroll}: give how often loops go round, such as 3`);
  for (const file of paths.flatMap(filesIn)) {
    const texts = orError(file, () => {
      const text = readFileSync(file, 'utf8');
      return file.endsWith('.json') ? textsOfNotation(text) : [{ name: file, text: () => text }];
    });
    if ('error' in texts) yield texts;
    else for (const { name, text } of texts) yield orError(name, () => parseTest(text(), file, rounds));
  }
}

function filesIn(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.litmus'))
    .toSorted()
    .map((name) => join(path, name));
}

/** What `run` returns, or the error that a user can do something about. */
export function orError<T>(test: string, run: () => T): T | Failed {
  try {
    return run();
  } catch (error) {
    const isOurs = error instanceof LitmusError || error instanceof SyntaxError || (error as Error).message.startsWith('litmus:');
    if (!isOurs && (error as { code?: string }).code !== 'ENOENT') throw error;
    return { test, error: (error as Error).message };
  }
}
