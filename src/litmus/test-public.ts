import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The public tests of that name, which lie beside the project where they are. Without them the tests that need them are skipped, which is printed;
 * those in `litmus/tests/` are always there.
 */
export function publicData(name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  console.warn(`Agreement on public tests is not tested: there is no ${path}.`);
  return undefined;
}
