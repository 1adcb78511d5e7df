/**
 * Makes `new URL('./x.ts', import.meta.url)` in built files say './x.js', which tsc does for imports only.
 * Costs a pass over the built files. Source maps stay right, because the two endings are of one length.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { filesUnder } from '../lib/files.ts';

const SOURCE_URL = /(new URL\(\s*(?:\/\*.*?\*\/\s*)?(['"`])\.{1,2}\/[^'"`\n]*\.)ts(\2\s*,\s*import\.meta\.url)/g;

export const withBuiltUrls = (code: string): string => code.replace(SOURCE_URL, '$1js$3');

export function renameUrls(dist: string): void {
  for (const path of filesUnder(dist, '.js')) {
    const code = readFileSync(path, 'utf8');
    const renamed = withBuiltUrls(code);
    if (renamed !== code) writeFileSync(path, renamed);
  }
}
