/** Runs the command line as a user does, in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const TRACES = new URL('../check/report/test-traces.ts', import.meta.url).href;

export interface Output {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'lockwright-cli-'));

  constructor() {
    this.write('package.json', '{ "type": "module" }');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  /** Lets programs of the folder import this package, as an installed one. */
  linkPackage(): void {
    mkdirSync(join(this.path, 'node_modules'));
    symlinkSync(PACKAGE, join(this.path, 'node_modules', 'lockwright'));
  }

  /** A file of checks whose explorer is made up: each entry is a name, what its exploration gives (as code), and options. */
  writeChecks(name: string, ...checks: readonly (readonly [name: string, run: string, options?: string])[]): void {
    this.write(
      name,
      `import * as traces from '${TRACES}';
       const result = (more) => ({ verdict: 'correct', executions: 12, blocked: 3, seconds: 0.02, outcomes: [], error: null, model: 'js', ...more });
       const wrong = (trace) => result({ verdict: 'wrong', error: { ...trace.error, places: [], trace } });
       const declare = (name, run, options = {}) => globalThis[Symbol.for('lockwright.checks')].push({ name, options, run });
       ${checks.map(([check, run, options]) => `declare(${JSON.stringify(check)}, async (given) => ${run}, ${options ?? '{}'});`).join('\n')}`,
    );
  }

  /** `seen`, called with what it printed so far, may send a signal. */
  run(args: readonly string[], seen?: (err: string, kill: () => void) => void, more: NodeJS.ProcessEnv = {}): Promise<Output> {
    // Vitest asks for colours.
    const { FORCE_COLOR: _, ...environment } = process.env;
    const child = spawn(process.execPath, ['--conditions=lockwright-source', MAIN, ...args], {
      cwd: this.path,
      env: { ...environment, NO_COLOR: '1', COLUMNS: '100', ...more },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += String(chunk);
      seen?.(out, () => child.kill('SIGINT'));
    });
    child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)));
    return new Promise((resolve, reject) => {
      child.once('error', reject).once('close', (code) => resolve({ code, out, err }));
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
