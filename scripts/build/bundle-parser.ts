/**
 * Bundles the one file that uses a package (acorn, to read the text of a function that is sent to a thread), so that the
 * published package depends on nothing. Costs about 120 kB in dist/, read only when a function is sent as text.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { root } from '../lib/paths.ts';

export async function bundleParser(source: string, target: string): Promise<void> {
  if (!existsSync(source)) return;
  const licence = readFileSync(`${root}/node_modules/acorn/LICENSE`, 'utf8').trim();
  const bundle = await rolldown({ input: source, platform: 'neutral', resolve: { mainFields: ['module', 'main'] } });
  await bundle.write({ file: target, format: 'esm', minify: true, banner: `/*! This file contains acorn.\n${licence}\n*/` });
  await bundle.close();
  // Its declarations and its map speak of a package that users do not have. check-references makes sure that nothing needs them.
  for (const ending of ['.d.ts', '.d.ts.map', '.js.map']) rmSync(target.replace(/\.js$/, ending), { force: true });
}
