/** What of the host's globals is looked at here; each may be missing. */
interface Host {
  process?: { getBuiltinModule?: (name: string) => unknown };
}

const files = new Map<string, readonly string[]>();

/** A line of a file, by its path or URL; undefined where the host has no files, or none of that name. Reads each file once. */
export function sourceLine(file: string, line: number): string | undefined {
  let lines = files.get(file);
  if (lines === undefined) {
    lines = readLines(file);
    files.set(file, lines);
  }
  return lines[line - 1];
}

function readLines(file: string): readonly string[] {
  const { process } = globalThis as unknown as Host;
  try {
    const { readFileSync } = process!.getBuiltinModule!('node:fs') as { readFileSync: (file: string | URL, encoding: string) => string };
    return readFileSync(file.startsWith('file:') ? new URL(file) : file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
