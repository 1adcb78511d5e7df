/** A folder with packages of its own, made for one test file. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export class ModuleFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'lockwright-modules-'));
  /** A file in it that imports. */
  readonly from = pathToFileURL(join(this.path, 'check.js'));

  write(name: string, text: string): void {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** A package of one file, or of more. */
  writePackage(name: string, text: string, manifest: object = {}): void {
    this.write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', type: 'module', main: './index.js', ...manifest }),
    );
    this.write(`node_modules/${name}/index.js`, text);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
