/**
 * Bundles the one file that uses a package (acorn, to read the text of a function that is sent to a thread), so that the
 * published package depends on nothing. Costs about 120 kB in dist/, read only when a function is sent as text.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { root } from '../lib/paths.ts';

const acorn = `${root}/node_modules/acorn`;

/** `target` without ending gets two files: the code with acorn in it, and acorn's own declarations. */
export async function bundleParser(source: string, target: string): Promise<void> {
  if (!existsSync(source)) return;
  const notice = `/*! This file contains acorn.\n${readFileSync(`${acorn}/LICENSE`, 'utf8').trim()}\n*/\n`;
  const bundle = await rolldown({ input: source, platform: 'neutral', resolve: { mainFields: ['module', 'main'] } });
  await bundle.write({ file: `${target}.js`, format: 'esm', minify: true, banner: notice });
  await bundle.close();
  writeFileSync(`${target}.d.ts`, notice + readFileSync(`${acorn}/dist/acorn.d.ts`, 'utf8'));
  // The maps of what tsc wrote; nobody steps through a minified parser.
  for (const ending of ['.d.ts.map', '.js.map']) rmSync(target + ending, { force: true });
}
