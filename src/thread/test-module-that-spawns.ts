/** A module that spawns a thread of itself at top level: threads refuse to load it. For the tests. */
import { spawn } from './index.ts';

export function run(): number {
  return 1;
}

await spawn(import.meta, run);
