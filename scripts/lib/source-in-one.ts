/**
 * A plugin for Vite that serves the library's rooms as one script. A worker in a page otherwise fetches two hundred modules, the better part of a second of a processor, and
 * the tests start hundreds of workers. Costs a second or two at the start, and knows nothing of changes to files after that: not for `vitest --watch`.
 *
 * Each module is still there under its own URL, evaluated when it is first imported and not before, and one instance for all who import it: it exports what is in the script.
 * Tests and what helps them are served as they stand.
 */
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { rolldown, type OutputChunk } from 'rolldown';
import type { Plugin } from 'vite';
import { filesUnder } from './files.ts';
import { root } from './paths.ts';
import { walkModule } from './references.ts';

const ROOMS = ['realm', 'memory', 'atomic', 'codec', 'thread', 'lock', 'shared', 'channel'];
/** Tests, what helps them, and the files that workers begin with. */
const SERVED_AS_THEY_STAND = /(^|\/)test-[^/]*$|\.test-[^/]*$|\.(test|check|bench)\.ts$|-main\.ts$|\.d\.ts$/;
const SCRIPT = 'lockwright-source';
const SCRIPT_ID = `\0${SCRIPT}`;

export function sourceInOne(): Plugin {
  let chunks: Promise<ReadonlyMap<string, OutputChunk>> | undefined;
  return {
    name: 'lockwright:source-in-one',
    enforce: 'pre',
    resolveId: (id) => (id === SCRIPT ? SCRIPT_ID : undefined),
    async load(id) {
      if (id !== SCRIPT_ID && !isOfARoom(id)) return undefined;
      chunks ??= bundle();
      const chunk = (await chunks).get(id);
      return chunk === undefined ? undefined : { code: chunk.code, map: chunk.map ?? null };
    },
  };
}

function isOfARoom(file: string): boolean {
  return ROOMS.some((room) => file.startsWith(`${join(root, 'src', room)}/`)) && file.endsWith('.ts') && !SERVED_AS_THEY_STAND.test(file);
}

/** The script, and by its path what each module has to say for itself. */
async function bundle(): Promise<ReadonlyMap<string, OutputChunk>> {
  const input = ROOMS.flatMap((room) => filesUnder(join(root, 'src', room), '.ts')).filter(isOfARoom);
  const build = await rolldown({
    input: Object.fromEntries(input.map((file) => [relative(root, file), file])),
    treeshake: false,
    preserveEntrySignatures: 'strict',
    external: /^[^./\0]/,
    plugins: [{ name: 'urls', load: (file) => withUrls(file) }],
  });
  const { output } = await build.generate({
    keepNames: true,
    dir: root,
    sourcemap: true,
    sourcemapPathTransform: (source) => resolve(root, source),
    strictExecutionOrder: true,
    entryFileNames: '[name]',
    chunkFileNames: '[name]',
    codeSplitting: { groups: [{ name: SCRIPT, test: /./ }] },
  });
  const chunks = new Map<string, OutputChunk>();
  for (const chunk of output) {
    if (chunk.type !== 'chunk') continue;
    const code = chunk.code.replaceAll(new RegExp(`(["'])[./]*${SCRIPT}\\1`, 'g'), `'${SCRIPT}'`);
    chunks.set(chunk.isEntry ? join(root, chunk.name) : SCRIPT_ID, { ...chunk, code });
  }
  return chunks;
}

/** As Vite serves what a worker begins with. */
const FIRST_OF_A_WORKER = /(?<=new URL\('[^']+-main\.ts)(?=', import\.meta\.url\))/g;
const AS_WORKER = '?worker_file&type=module';
const URL_OF_MODULE = 'import.meta.url';

/** In the script, `import.meta.url` is still the URL of the module. */
function withUrls(file: string): string | undefined {
  if (!isOfARoom(file)) return undefined;
  let code = readFileSync(file, 'utf8').replace(FIRST_OF_A_WORKER, AS_WORKER);
  if (!code.includes(URL_OF_MODULE)) return code;
  const places: number[] = [];
  walkModule(code, 'ts', ({ type, start, end }) => {
    if (type === 'MemberExpression' && code.slice(start, end) === URL_OF_MODULE) places.push(start);
  });
  const url = `(globalThis.location.origin + '/${relative(root, file)}')`;
  for (const start of places.toReversed()) code = code.slice(0, start) + url + code.slice(start + URL_OF_MODULE.length);
  return code;
}
