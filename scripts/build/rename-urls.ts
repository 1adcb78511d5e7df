/**
 * Makes `new URL('./x.ts', import.meta.url)` in built files say './x.js', which tsc does for imports only.
 * Costs a parse of each built file. Source maps stay right, because the two endings are of one length.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { filesUnder } from '../lib/files.ts';
import { findReferences } from '../lib/references.ts';

const SOURCE_FILE = /^\.{1,2}\/.*\.ts$/;

export function withBuiltUrls(code: string): string {
  let renamed = code;
  for (const { kind, specifier, start, end } of findReferences(code, 'js')) {
    if (kind !== 'url' || !SOURCE_FILE.test(specifier)) continue;
    renamed = renamed.slice(0, start) + renamed.slice(start, end).replace(/ts(?=['"`]$)/, 'js') + renamed.slice(end);
  }
  return renamed;
}

export function renameUrls(dist: string): void {
  for (const path of filesUnder(dist, '.js')) {
    const code = readFileSync(path, 'utf8');
    const renamed = withBuiltUrls(code);
    if (renamed !== code) writeFileSync(path, renamed);
  }
}
