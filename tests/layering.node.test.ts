import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { filesUnder } from '../scripts/lib/files.ts';
import { root } from '../scripts/lib/paths.ts';
import { violations } from './layering.ts';

const files = filesUnder(`${root}/src`, '.ts').map((path) => relative(root, path).replaceAll('\\', '/'));

test('every file of src keeps to its floor', () => {
  expect(files.length).toBeGreaterThan(0);
  expect(files.flatMap((path) => violations(path, readFileSync(`${root}/${path}`, 'utf8')))).toEqual([]);
});

test.for([
  ['an import from a room above', 'src/memory/heap.ts', `import { Mutex } from '../lock/index.ts';`],
  ['an import from a room above, for its side effect', 'src/memory/heap.ts', `import '../lock/index.ts';`],
  ['a type from a room above', 'src/atomic/futex.ts', `import type { Mutex } from '../lock/mutex/mutex.ts';`],
  ['an inline type of a room above', 'src/atomic/futex.ts', `let m: import('../lock/index.ts').Mutex | undefined;`],
  ['an export from a room above', 'src/realm/index.ts', `export * from '../memory/index.ts';`],
  ['a dynamic import from a room above', 'src/codec/encode.ts', `const t = await import('../thread/index.ts');`],
  ['the URL of a module in a room above', 'src/realm/host.ts', `new URL('../thread/entry.ts', import.meta.url);`],
  ['an import from a deeper folder of a room above', 'src/thread/host/node.ts', `import { x } from '../../lock/index.ts';`],
  ['the engine in the viewer', 'src/view/trace-viewer.ts', `import { explore } from '../check/explore.ts';`],
  ['the realm in the viewer', 'src/view/input.ts', `import { realm } from '../realm/realm.ts';`],
  ['the viewer in the checker', 'src/check/report/report.ts', `import { TraceViewer } from '../../view/index.ts';`],
  ['the heap in the checker', 'src/check/explore.ts', `import { allocate } from '../memory/index.ts';`],
  ['a type of the locks in the checker', 'src/check/explore.ts', `import type { Mutex } from '../lock/index.ts';`],
  ['the checker in a lock', 'src/lock/mutex.ts', `import { explore } from '../check/index.ts';`],
  ['a module of Node outside of the host', 'src/thread/spawn.ts', `import { Worker } from 'node:worker_threads';`],
  ['a module of Node asked for at run time', 'src/thread/spawn.ts', `globalThis['process'].getBuiltinModule('node:worker_threads');`],
  ['process outside of the host', 'src/lock/mutex.ts', `if (typeof process === 'object') {}`],
  ['a package', 'src/lock/mutex.ts', `import { parse } from 'acorn';`],
  ['a bench in the product', 'src/lock/mutex.ts', `import { clock } from '../../bench/clock.ts';`],
  ['the book in the product', 'src/lock/mutex.ts', `import { Mutex1 } from '../../book/ch09-locks/mutex-1.ts';`],
  ['a room that has no floor', 'src/attic/box.ts', ''],
  ['a file beside the rooms', 'src/index.ts', ''],
] as const)('the rule finds %s', ([, path, code]) => {
  expect(violations(path, code)).toHaveLength(1);
});

test.for([
  ['an import from a room below', 'src/lock/mutex.ts', `import { spawn } from '../thread/index.ts';`],
  ['an import within a room', 'src/memory/layout/struct.ts', `import { Region } from '../region.ts';`],
  ['the realm in the checker', 'src/check/explore.ts', `import { setRealm, type Realm } from '../realm/realm.ts';`],
  ['traces in the viewer', 'src/view/trace-viewer.ts', `import type { Trace } from '../check/report/trace.ts';`],
  ['anything in the command line', 'src/cli/check.ts', `import { explore } from '../check/index.ts'; import colors from 'colors';`],
  ['a module of Node in the host', 'src/thread/host/node.ts', `import { Worker } from 'node:worker_threads';`],
  ['the one package of the parser', 'src/realm/parser.ts', `export { parse } from 'acorn';`],
  [
    'threads in a test of the atomics',
    'src/atomic/futex.test.ts',
    `import { spawn } from '../thread/index.ts'; import { test } from 'vitest';`,
  ],
  [
    'forbidden words in comments and texts',
    'src/lock/mutex.ts',
    `// import '../check/index.ts'\nconst text = "import x from 'acorn'; process";`,
  ],
] as const)('the rule allows %s', ([, path, code]) => {
  expect(violations(path, code)).toEqual([]);
});
