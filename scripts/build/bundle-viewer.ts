/**
 * Puts the viewer's script, ready for a page, into the place of the file that bundles it: `lockwright view` then needs no bundler. Costs about 60 kB in dist/, read only by that
 * command.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { viewerScript } from '../../src/cli/view-script.ts';

export async function bundleViewer(target: string): Promise<void> {
  const script = await viewerScript();
  writeFileSync(target, `const script = ${JSON.stringify(script)};\nexport async function viewerScript() {\n  return script;\n}\n`);
  rmSync(`${target}.map`, { force: true });
}
