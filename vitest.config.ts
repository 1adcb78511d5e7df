/**
 * Three projects. `checks` has the programs for the model checker. `node` runs all tests, `chromium` all but those named *.node.test.ts, in a page that is cross-origin isolated and so has
 * SharedArrayBuffer.
 */
import { playwright } from '@vitest/browser-playwright';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findChromium } from './scripts/lib/chromium.ts';
import { sourceInOne } from './scripts/lib/source-in-one.ts';

const everyTest = ['src/**/*.test.ts', 'tests/**/*.test.ts'];
/** Programs for the model checker: `check` declares each of them as a test. In Node only, since the checker's verdict is the same everywhere. */
const everyCheck = ['src/**/*.check.ts', 'tests/**/*.check.ts'];
const nodeOnly = '**/*.node.test.ts';
/** Tests import the source by the package's own name: no build is needed, and there is one copy of every module. */
const alias = [{ find: /^lockwright\/([\w/-]+)$/, replacement: fileURLToPath(new URL('./src/$1/index.ts', import.meta.url)) }];

/** Generous, since threads start slowly on a loaded machine: these end hangs, and measure nothing. */
const TEST_LIMIT_MS = 30_000;
const HOOK_LIMIT_MS = 30_000;
const CLOSE_LIMIT_MS = 10_000;

/**
 * V8 aborts now and then with "Check failed: jit_page" when many workers that strip types from their modules, which Node does in WebAssembly, come and go on a loaded
 * machine (nodejs/node#64500). The one stack that was caught was in the compilation of wrappers for imports, which this puts off for ever.
 */
const withoutWrapperTiering = ['--wasm-wrapper-tiering-budget=1000000000'];

const isWatching = !process.argv.includes('run');

/** Files of tests that run at once in Chromium, which takes two seconds to end a worker that sleeps: most of the time they wait for that, and need no processor. A guess. */
const PAGES = 4;

const executablePath = findChromium();

export default defineConfig({
  test: {
    teardownTimeout: CLOSE_LIMIT_MS,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'checks',
          include: everyCheck,
          environment: 'node',
          pool: 'forks',
          execArgv: ['--conditions=lockwright-source'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'node',
          include: everyTest,
          environment: 'node',
          globalSetup: ['tests/setup/compile-cache.ts'],
          setupFiles: ['tests/setup/watchdog.ts'],
          pool: 'forks',
          execArgv: ['--conditions=lockwright-source', ...withoutWrapperTiering],
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: HOOK_LIMIT_MS,
        },
      },
      {
        resolve: { alias },
        server: {
          headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
        },
        plugins: isWatching ? [] : [sourceInOne()],
        worker: { format: 'es' },
        // Named, so that Vite does not find them while tests run, and load the page anew.
        optimizeDeps: { include: ['acorn', 'fast-check'] },
        test: {
          name: 'chromium',
          maxWorkers: PAGES,
          include: everyTest,
          exclude: [nodeOnly, '**/node_modules/**'],
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: HOOK_LIMIT_MS,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(executablePath === undefined ? {} : { executablePath }),
                args: [
                  '--no-sandbox',
                  '--disable-gpu',
                  '--disable-quic',
                  '--no-first-run',
                  '--disable-background-networking',
                  '--disable-component-update',
                  '--disable-sync',
                ],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
