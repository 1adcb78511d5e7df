import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Editors write in several steps. Changes that come so soon one after the other are told together. */
const SETTLE_MS = 50;
const MISSING = 'missing';

/** Tells which of some files change. Watches their folders, since editors replace files; costs a handle of the system for each folder. */
export class FileWatch {
  readonly #onChange: (files: readonly string[]) => void;
  readonly #folders = new Map<string, FSWatcher>();
  /** By path: how the file was when it was last looked at. */
  readonly #stamps = new Map<string, string>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: (files: readonly string[]) => void) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#stamps.size;
  }

  /** Watches this file too. One that changed after `since`, which was before it was read, is told at once. */
  add(file: string, since: number): void {
    const known = this.#stamps.get(file);
    if (known === undefined) this.#stamps.set(file, stampOf(file));
    this.#watchFolder(dirname(file));
    const { mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs > since) this.#note(file);
  }

  #watchFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    try {
      const watcher = watch(folder, (_, name) => {
        for (const file of name === null ? this.#filesIn(folder) : [join(folder, basename(name))]) this.#look(file);
      });
      watcher.on('error', () => watcher.close());
      this.#folders.set(folder, watcher);
    } catch {
      // A folder that is not there, or more than the system watches: what lies in it is not watched.
    }
  }

  #filesIn(folder: string): string[] {
    return [...this.#stamps.keys()].filter((file) => dirname(file) === folder);
  }

  #look(file: string): void {
    const before = this.#stamps.get(file);
    if (before === undefined) return;
    const stamp = stampOf(file);
    if (stamp === before || stamp === MISSING) return;
    this.#stamps.set(file, stamp);
    this.#note(file);
  }

  #note(file: string): void {
    this.#changed.add(file);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const files = [...this.#changed];
      this.#changed.clear();
      this.#onChange(files);
    }, SETTLE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
  }
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? MISSING : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}
