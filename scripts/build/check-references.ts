/**
 * Says which references in dist/ lead nowhere: imports of files that are not there, of packages (the package has no
 * dependencies), and URLs of modules that are not there. Costs a parse of each built file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { filesUnder } from '../lib/files.ts';
import { findReferences } from '../lib/references.ts';

/** The command line may use packages; it is not part of what a program imports. */
const MAY_USE_PACKAGES = /[\\/]cli[\\/]/;

export function checkReferences(dist: string): readonly string[] {
  return [...filesUnder(dist, '.js'), ...filesUnder(dist, '.d.ts')].flatMap((path) =>
    findReferences(readFileSync(path, 'utf8'), path.endsWith('.d.ts') ? 'dts' : 'js')
      .filter(({ specifier }) => !leadsSomewhere(path, specifier))
      .map(({ specifier }) => `dist/${relative(dist, path)} refers to '${specifier}', which the published package does not have`),
  );
}

function leadsSomewhere(path: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) return specifier.startsWith('node:') || MAY_USE_PACKAGES.test(path);
  const target = resolve(dirname(path), specifier);
  return existsSync(path.endsWith('.d.ts') ? target.replace(/\.[jt]s$/, '.d.ts') : target);
}
