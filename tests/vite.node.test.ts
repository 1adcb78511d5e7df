/** A production build of Vite, in Chromium: what docs/bundlers.md says of it. And what a page without the headers is told. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../scripts/lib/chromium.ts';

const LIMIT_MS = 60_000;
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

const executablePath = findChromium();
let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockwright-vite-'));
  await build({
    root: fileURLToPath(new URL('./vite', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    resolve: { alias: [{ find: /^lockwright\/([\w-]+)$/, replacement: fileURLToPath(new URL('../src/$1/index.ts', import.meta.url)) }] },
    worker: { format: 'es' },
    build: { target: 'esnext', outDir: folder, emptyOutDir: true },
  });
  browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: ['--no-sandbox', '--disable-gpu'] });
}, LIMIT_MS);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The results of the page, served from this machine with those headers. */
async function resultsWith(headers: Record<string, string>): Promise<Record<string, unknown>> {
  const server = await serve(headers);
  const page = await browser.newPage();
  try {
    const { port } = server.address() as { port: number };
    await page.goto(`http://127.0.0.1:${port}/index.html`);
    await page.waitForFunction('globalThis.isDone', undefined, {
      timeout: LIMIT_MS / 2,
    });
    return await page.evaluate('globalThis.results');
  } finally {
    await page.close();
    server.close();
  }
}

async function serve(headers: Record<string, string>): Promise<Server> {
  const server = createServer(({ url }, response) => {
    try {
      const body = readFileSync(join(folder, new URL(url ?? '/', 'http://localhost').pathname));
      response.writeHead(200, { 'Content-Type': TYPES[extname(url ?? '')] ?? 'application/octet-stream', ...headers }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return server;
}

test(
  'threads, handles, errors and poison work in a production build',
  async () => {
    expect(await resultsWith(ISOLATION)).toEqual({
      'litmus test': ['No', true, true],
      text: 2,
      'text with handles': [2, 3],
      module: 9,
      'module with handles': [
        [
          { name: 'thread 1', own: 1000 },
          { name: 'thread 2', own: 1000 },
        ],
        2003,
      ],
      'thread of a thread': 2,
      error: 'RangeError: while it held the lock',
      poison: expect.stringMatching(/^OwnerDiedError/) as string,
      terminated: expect.stringMatching(/^ThreadError.*terminated/) as string,
    });
  },
  LIMIT_MS,
);

test(
  'a page that is not cross-origin isolated is told which headers it lacks, by whatever is called first',
  async () => {
    const results = await resultsWith({});
    expect(Object.keys(results)).toEqual(['spawn', 'module', 'scope', 'park', 'lock']);
    for (const result of Object.values(results))
      expect(result).toMatch(/^NotIsolatedError: [^]*Cross-Origin-Opener-Policy: same-origin[^]*require-corp/);
  },
  LIMIT_MS,
);
