/** All sets of mutants: in the source the files named `test-mutants.ts` or `test-*-mutants.ts`, which export one each as `mutants`; in the book `mutants.ts` of a chapter, which exports one for each listing. */
import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { filesUnder } from '../lib/files.ts';
import { root } from '../lib/paths.ts';
import type { MutantSet } from './mutant.ts';

const MUTANTS_FILE = /\/test-(?:[^/]*-)?mutants\.ts$/;

export async function allMutantSets(): Promise<readonly MutantSet[]> {
  const inSource = filesUnder(`${root}/src`, '.ts').filter((path) => MUTANTS_FILE.test(path.replaceAll('\\', '/')));
  const inBook = globSync('book/*/mutants.ts', { cwd: root }).map((path) => `${root}/${path}`);
  const modules = await Promise.all(
    [...inSource, ...inBook].map((path) => import(pathToFileURL(path).href) as Promise<{ mutants: MutantSet | readonly MutantSet[] }>),
  );
  return modules.flatMap(({ mutants }) => mutants).toSorted((a, b) => a.of.localeCompare(b.of));
}
