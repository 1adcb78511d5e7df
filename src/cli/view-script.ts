import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * The viewer as one script for a page. From source it is bundled now, in some 100 ms, by a package that only this repository has; the build puts the finished text in the place of
 * this file.
 */
export async function viewerScript(): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('../view/page.ts', import.meta.url)),
    platform: 'browser',
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  return output[0].code;
}
