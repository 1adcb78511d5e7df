/** Lists the files under a folder. Costs one walk of it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The paths, sorted, of all files under `folder` whose names end in `ending`; none when there is no such folder. */
export function filesUnder(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
