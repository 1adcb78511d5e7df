import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';
import type { McProgram } from './mc-syntax.ts';

/** Names the file of programs, where it is neither given nor beside the project. */
export const MC_DATA_VARIABLE = 'LOCKWRIGHT_MC_DATA';

/** The file of acceptance programs: the one given, or the environment's, or the one beside the project; undefined if there is none. */
export function findMcFile(given?: string): string | undefined {
  const named = given ?? process.env[MC_DATA_VARIABLE];
  if (named !== undefined) return named;
  const beside = join(root, '..', 'shared', 'data', 'mc-public.json');
  return existsSync(beside) ? beside : undefined;
}

export function readMcFile(file: string): readonly McProgram[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { programs: McProgram[] }).programs;
}
