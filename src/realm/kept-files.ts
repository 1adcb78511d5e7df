/** What of the host's globals is looked at here; each may be missing. */
interface Host {
  process?: { getBuiltinModule?: (name: string) => unknown };
}

interface Files {
  existsSync(path: string): boolean;
  mkdirSync(path: string, options: { recursive: true }): unknown;
  writeFileSync(path: string, text: string): void;
}

/** Where files are kept that one command leaves for another: in the folder where the program is run. */
export const FOLDER = '.lockwright';

/**
 * Keeps a text as a file in `.lockwright/`, which tells Git to ignore it. False where the host has no files; costs the writing.
 *
 * @throws {Error} of the host, if the file cannot be written
 */
export function keepFile(name: string, text: string, host: Host = globalThis as unknown as Host): boolean {
  const files = host.process?.getBuiltinModule?.('node:fs') as Files | undefined;
  if (files === undefined) return false;
  if (!files.existsSync(FOLDER)) {
    files.mkdirSync(FOLDER, { recursive: true });
    files.writeFileSync(`${FOLDER}/.gitignore`, '*\n');
  }
  files.writeFileSync(`${FOLDER}/${name}`, text);
  return true;
}
