import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Folder, MAIN } from './test-command.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** A command that goes on: what it prints is waited for. */
class Going {
  readonly #child;
  #printed = '';
  #seen = () => {};

  constructor(...args: readonly string[]) {
    this.#child = spawn(process.execPath, ['--conditions=lockwright-source', MAIN, 'check', '--watch', ...args], {
      cwd: folder.path,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#printed += String(chunk);
        this.#seen();
      });
    }
  }

  /** Returns all up to the text, which is then forgotten. */
  async until(text: string): Promise<string> {
    while (!this.#printed.includes(text)) await new Promise<void>((resolve) => (this.#seen = resolve));
    const end = this.#printed.indexOf(text) + text.length;
    const before = this.#printed.slice(0, end);
    this.#printed = this.#printed.slice(end);
    return before;
  }

  press(key: string): void {
    this.#child.stdin.write(key);
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  get code(): Promise<number | null> {
    return this.#child.exitCode === null
      ? new Promise((resolve) => this.#child.once('close', resolve))
      : Promise.resolve(this.#child.exitCode);
  }
}

const IDLE = 'q quits\n';
const uses = "import { verdict } from './deep.js';";
const check = (
  name: string,
) => `globalThis[Symbol.for('lockwright.checks')].push({ name: '${name} ' + verdict, options: {}, run: async () => ({
  verdict: 'correct', executions: 1, blocked: 0, seconds: 0, outcomes: [], error: null, model: 'js' }) });`;
const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);

test('a change of a file that a check imports runs it again, and those that do not are left alone; q ends with the last exit code', async () => {
  write('value.js', "export const verdict = 'one';");
  write('deep.js', "export { verdict } from './value.js';");
  folder.write('a.check.js', `${uses}\n${check('a')}`);
  folder.write('b.check.js', `${uses}\n${check('b')}`);
  folder.write('c.check.js', `const verdict = 'alone';\n${check('c')}`);
  const going = new Going('a.check.js', 'b.check.js', 'c.check.js');
  const first = await going.until(IDLE);
  expect(first).toContain('✓ a one');
  expect(first).toContain('✓ c alone');
  expect(first).toContain('watching 5 files');
  write('value.js', "export const verdict = 'two';");
  const second = await going.until(IDLE);
  expect(second).toContain('✓ a two');
  expect(second).toContain('✓ b two');
  expect(second).not.toContain('✓ c');
  write('value.js', 'export const verdict = ;');
  expect(await going.until(IDLE)).toContain('a.check.js could not be loaded: SyntaxError');
  going.press('f');
  expect(await going.until(IDLE)).toContain('a.check.js could not be loaded');
  going.press('q');
  expect(await going.code).toBe(2);
});

test('a runs all again, also one that is still at work; the end of the input ends it', async () => {
  folder.writeChecks('long.check.js', ['long', '{ for (;;) given.heartbeat[0]++; }']);
  folder.writeChecks('quick.check.js', ['quick', 'result({})']);
  const going = new Going('quick.check.js', 'long.check.js');
  await going.until('✓ quick');
  going.press('a');
  await going.until('✓ quick');
  going.endInput();
  expect(await going.code).toBe(0);
});
