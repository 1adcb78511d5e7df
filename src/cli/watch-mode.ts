import { fileURLToPath } from 'node:url';
import type { Request } from './check-options.ts';
import { CheckRun } from './check-run.ts';
import { FileWatch } from './file-watch.ts';
import { readKeys } from './keys.ts';
import { countText } from './reporters/text-reporter.ts';

/** `lockwright check --watch`: runs the checks, and again those of files that change or that use what changes, until `q` is pressed or its input ends. Returns the exit code of the last run. */
export async function watchChecks(request: Request): Promise<number> {
  const watching = new Watching(request);
  try {
    return await watching.untilQuit();
  } finally {
    watching.close();
  }
}

class Watching {
  readonly #request: Request;
  readonly #files: FileWatch;
  readonly #stopKeys: () => void;
  /** By file of checks: all files that were loaded for it, itself included. */
  readonly #uses = new Map<string, Set<string>>();
  readonly #failed = new Set<string>();
  /** Files of checks that are to be run. */
  readonly #wanted = new Set<string>();
  #running: { readonly run: CheckRun; readonly files: readonly string[] } | undefined;
  #quit = false;
  #wake = () => {};

  constructor(request: Request) {
    this.#request = request;
    this.#files = new FileWatch((files) => this.#changed(files));
    this.#stopKeys = readKeys((key) => this.#pressed(key));
    this.#wantAll();
  }

  async untilQuit(): Promise<number> {
    let code = 0;
    while (!this.#quit) {
      const files = [...this.#wanted];
      this.#wanted.clear();
      code = (await this.#runFiles(files)) ?? code;
      if (this.#wanted.size > 0 || this.#quit) continue;
      console.error(`\nwatching ${countText(this.#files.size, 'file')}: a runs all again, f what failed, q quits`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return code;
  }

  /** Undefined if it was not run to its end. */
  async #runFiles(files: readonly string[]): Promise<number | undefined> {
    const since = Date.now();
    const jobs = this.#request.jobs.filter(({ file }) => files.includes(file));
    for (const { file, url } of jobs) this.#add(file, [url], since);
    const run = new CheckRun({ ...this.#request, jobs }, (message) => {
      if (message.type === 'uses') this.#add(message.file, message.urls, since);
    });
    this.#running = { run, files };
    const { code, failed } = await run.result;
    if (this.#running === undefined) return undefined;
    this.#running = undefined;
    for (const file of files) this.#failed.delete(file);
    for (const file of failed) this.#failed.add(file);
    return code;
  }

  #add(file: string, urls: readonly string[], since: number): void {
    let uses = this.#uses.get(file);
    if (uses === undefined) this.#uses.set(file, (uses = new Set()));
    for (const url of urls) {
      const path = fileURLToPath(url);
      uses.add(path);
      this.#files.add(path, since);
    }
  }

  #changed(changed: readonly string[]): void {
    this.#want([...this.#uses].flatMap(([file, uses]) => (changed.some((one) => uses.has(one)) ? [file] : [])));
  }

  #wantAll(): void {
    this.#want(this.#request.jobs.map(({ file }) => file));
  }

  #want(files: readonly string[]): void {
    for (const file of files) this.#wanted.add(file);
    if (this.#wanted.size === 0) return;
    this.#dropRun();
    this.#wake();
  }

  /** What runs is of an older text: it is begun anew, with what else is to be run. */
  #dropRun(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    for (const file of running.files) this.#wanted.add(file);
    void running.run.drop();
  }

  #pressed(key: string): void {
    if (key === 'a' || key === '\r' || key === '\n') this.#wantAll();
    if (key === 'f') this.#want([...this.#failed]);
    if (key !== 'q') return;
    this.#quit = true;
    this.#dropRun();
    this.#wake();
  }

  close(): void {
    this.#files.close();
    this.#stopKeys();
  }
}
