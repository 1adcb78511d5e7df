/** The README's programs do what it says. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
const folder = mkdtempSync(join(tmpdir(), 'lockwright-readme-'));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules', 'lockwright'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
afterAll(() => rmSync(folder, { recursive: true }));

const LIMIT_MS = 25_000;

function run(name: string, code: string): string {
  writeFileSync(join(folder, name), code);
  return execFileSync(process.execPath, ['--conditions=lockwright-source', name], { cwd: folder, encoding: 'utf8', timeout: LIMIT_MS });
}

test('the example at the top begins by line 12, and prints what it says', () => {
  const lines = readme.split('\n');
  expect(lines.indexOf('```ts')).toBeLessThan(12);
  expect(run('first.ts', blocks[0]!)).toBe('4000 2000\n');
});

test('the bounded queue loses nothing between two producers and two consumers', () => {
  writeFileSync(
    join(folder, 'queue.ts'),
    blocks.find((code) => code.includes('queue.ts'))!,
  );
  const each = 500;
  const program = `
    import { scope } from 'lockwright/thread';
    import { newQueue, pop, push } from './queue.ts';
    export function produce(queue, n) { for (let i = 1; i <= n; i++) push(queue, i); }
    export function consume(queue, n) { let sum = 0; for (let i = 0; i < n; i++) sum += pop(queue); return sum; }
    if (import.meta.main) {
      const queue = newQueue();
      console.log(scope((s) => {
        for (let k = 0; k < 2; k++) s.spawn(import.meta, produce, queue, ${each});
        const consumers = [1, 2].map(() => s.spawn(import.meta, consume, queue, ${each}));
        return consumers.reduce((sum, handle) => sum + handle.join(), 0);
      }));
    }`;
  expect(run('main.ts', program)).toBe(`${each * (each + 1)}\n`);
});
