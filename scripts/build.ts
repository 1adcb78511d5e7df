/**
 * Builds dist/ from src/: compiles with tsc, then finishes what tsc leaves undone (see build/ for each step).
 * Costs about two seconds; dist/ is made anew each time.
 *
 *     npm run build
 */
import { rmSync } from 'node:fs';
import { bundleParser } from './build/bundle-parser.ts';
import { bundleViewer } from './build/bundle-viewer.ts';
import { checkReferences } from './build/check-references.ts';
import { renameUrls } from './build/rename-urls.ts';
import { installed, root } from './lib/paths.ts';
import { runCommand } from './lib/run-command.ts';

const COMPILE_LIMIT_MS = 120_000;
const dist = `${root}/dist`;

rmSync(dist, { recursive: true, force: true });
const compiled = await runCommand(installed('tsc'), ['-p', 'tsconfig.build.json'], { timeLimitMs: COMPILE_LIMIT_MS });
if (compiled.code === 0) {
  renameUrls(dist);
  await bundleParser(`${root}/src/realm/parser.ts`, `${dist}/realm/parser`);
  await bundleViewer(`${dist}/cli/view-script.js`);
  const problems = checkReferences(dist);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
} else {
  console.error(compiled.timedOut ? `tsc did not end within ${COMPILE_LIMIT_MS / 1000} s` : compiled.output);
  process.exitCode = 1;
}
