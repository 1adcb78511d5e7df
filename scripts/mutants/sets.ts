/** All sets of mutants in the source: the files named `test-mutants.ts` or `test-*-mutants.ts`, which export one each as `mutants`. */
import { pathToFileURL } from 'node:url';
import { filesUnder } from '../lib/files.ts';
import { root } from '../lib/paths.ts';
import type { MutantSet } from './mutant.ts';

const MUTANTS_FILE = /\/test-(?:[^/]*-)?mutants\.ts$/;

export async function allMutantSets(): Promise<readonly MutantSet[]> {
  const files = filesUnder(`${root}/src`, '.ts').filter((path) => MUTANTS_FILE.test(path.replaceAll('\\', '/')));
  const modules = await Promise.all(files.map((path) => import(pathToFileURL(path).href) as Promise<{ mutants: MutantSet }>));
  return modules.map(({ mutants }) => mutants).toSorted((a, b) => a.of.localeCompare(b.of));
}
