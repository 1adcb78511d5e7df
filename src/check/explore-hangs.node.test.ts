/** Programs that hang the checker, each in a process of its own that is ended after a while. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Far more than any of them takes if it ends. */
const LIMIT_MS = 4000;

function verdictOf(threads: string): string {
  const program = `
    import { explore } from 'lockwright/check';
    const result = await explore(() => {
      const x = new Int32Array(new SharedArrayBuffer(16));
      return { threads: [${threads}] };
    }, { maxSeconds: 1 });
    process.stdout.write(result.verdict);`;
  const args = ['--conditions=lockwright-source', '--input-type=module', '-e', program];
  return execFileSync(process.execPath, args, { timeout: LIMIT_MS, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

test('a program that ends, ends', () => {
  expect(verdictOf('() => Atomics.load(x, 0)')).toBe('correct');
});

// isSpinning tries values that memory cannot have here: 0 after the thread itself wrote 3. With those the loop goes on past the end of the array, where it touches nothing.
test('spin detection runs no code on values that cannot be', () => {
  expect(
    verdictOf(`() => {
      x[2] = 3;
      for (let round = 0; round < 3; round++) for (let i = 0; ; i++) if (x[i] === 3) break;
    }`),
  ).toBe('correct');
});

// Clocks stand still, so that this never ends; in a real thread it takes 2 ms.
test('a loop until a clock has gone on ends', () => {
  expect(
    verdictOf(`() => {
      Atomics.store(x, 0, 1);
      const end = performance.now() + 2;
      while (performance.now() < end);
    }`),
  ).toBe('correct');
});
