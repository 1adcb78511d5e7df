/**
 * Finds what a module refers to: imports, exports from elsewhere, dynamic imports and module URLs.
 * Costs one light scan of the text: it knows comments, strings and regular expressions only as far as this repository's
 * style needs, and is no parser.
 */

export type ReferenceKind = 'import' | 'type' | 'dynamic' | 'url';

export interface Reference {
  readonly specifier: string;
  readonly kind: ReferenceKind;
}

const STATEMENT = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[^'"`;=()]*?\sfrom\s*)?(['"])([^'"\n]+)\2/gm;
const DYNAMIC = /(typeof\s+)?\bimport\(\s*(['"`])([^'"`\n]+)\2/g;
const URL_OF_MODULE = /new URL\(\s*(['"`])([^'"`\n]+)\1\s*,\s*import\.meta\.url/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(^|[\s;{}(),])\/\/.*$/gm;

export function findReferences(text: string): readonly Reference[] {
  const code = text.replace(COMMENT, '$1');
  const found: Reference[] = [];
  for (const [, type, , specifier = ''] of code.matchAll(STATEMENT)) found.push({ specifier, kind: type === undefined ? 'import' : 'type' });
  for (const [, type, , specifier = ''] of code.matchAll(DYNAMIC)) found.push({ specifier, kind: type === undefined ? 'dynamic' : 'type' });
  for (const [, , specifier = ''] of code.matchAll(URL_OF_MODULE)) found.push({ specifier, kind: 'url' });
  return found;
}
