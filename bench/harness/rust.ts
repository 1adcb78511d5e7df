import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds `bench/rust`, if this machine can. About three seconds the first time, a tenth of one after. */

export interface Rust {
  readonly version: string;
  readonly command: string;
}

const crate = fileURLToPath(new URL('../rust', import.meta.url));

/** The built program, or why there is none. */
export function buildRust(): Rust | { readonly missing: string } {
  const rustc = spawnSync('rustc', ['--version'], { encoding: 'utf8' });
  const cargo = spawnSync('cargo', ['--version'], { encoding: 'utf8' });
  if (cargo.status !== 0 || rustc.status !== 0) {
    return { missing: 'cargo is not on the PATH, so the Rust column is left out (https://rustup.rs installs it)' };
  }
  const built = spawnSync('cargo', ['build', '--release', '--offline', '--quiet'], { cwd: crate, encoding: 'utf8' });
  if (built.status !== 0) return { missing: `bench/rust did not build, so the Rust column is left out:\n${built.stderr}` };
  return { version: /\d+\.\d+\.\d+/.exec(rustc.stdout)?.[0] ?? 'unknown', command: `${crate}/target/release/lockwright-bench-rust` };
}
