import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file to count, and how large it was when it was found. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
}

const TEXT_EXTENSIONS = new Set(['.md', '.ts', '.js', '.json']); // .d.ts is a .ts

/** Every text file below `directory`, links not followed; `problem` is told of each folder or file that cannot be looked at. */
export function findTextFiles(directory: string, problem: (path: string, error: Error) => void): FoundFile[] {
  const files: FoundFile[] = [];
  const folders = [directory];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && entry.name !== '.git') folders.push(path);
        else if (entry.isFile() && TEXT_EXTENSIONS.has(extname(entry.name))) files.push({ path, bytes: statSync(path).size });
      }
    } catch (error) {
      problem(folder, error as Error);
    }
  }
  // Largest first: a thread that takes a large file last would keep the others waiting.
  return files.toSorted((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}
