import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { Checkpoint } from '../../check/checkpoint.ts';
import { FOLDER, keepFile } from '../../realm/kept-files.ts';

/** Goes up with each change of what is kept, or of how the exploration names its parts. */
const VERSION = 2;

/** Explorations that did not come to their end, one file for each check and model: how far they came, for `lockwright check --resume`. */
interface Kept {
  readonly version: typeof VERSION;
  /** Of the file with the check: what was explored of another program says nothing of this one. */
  readonly digest: string;
  readonly checkpoint: Checkpoint;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const nameOf = (url: string, check: string, model: string): string =>
  `unfinished-${hash(JSON.stringify([url, check, model])).slice(0, 16)}.v8`;

const digestOf = (url: string): string => hash(readFileSync(fileURLToPath(url), 'utf8'));

/** Returns whether it could be kept: outcomes with functions or symbols cannot. */
export function keepCheckpoint(url: string, check: string, model: string, checkpoint: Checkpoint): boolean {
  try {
    const kept: Kept = { version: VERSION, digest: digestOf(url), checkpoint };
    return keepFile(nameOf(url, check, model), serialize(kept).toString('base64'));
  } catch {
    return false;
  }
}

export function dropCheckpoint(url: string, check: string, model: string): void {
  rmSync(join(FOLDER, nameOf(url, check, model)), { force: true });
}

/** How far a check came the last time; undefined, and a word of it on the standard error, if there is nothing to go on with. */
export function keptCheckpoint(url: string, check: string, model: string): Checkpoint | undefined {
  const file = join(FOLDER, nameOf(url, check, model));
  if (!existsSync(file)) return undefined;
  const kept = readKept(file);
  if (kept?.version !== VERSION) return refused(check, 'what is kept of it is of another version of lockwright, or damaged');
  if (kept.digest !== digestOf(url)) return refused(check, `${fileURLToPath(url)} has changed since it was interrupted`);
  return kept.checkpoint;
}

function readKept(file: string): Kept | undefined {
  try {
    return deserialize(Buffer.from(readFileSync(file, 'utf8'), 'base64')) as Kept;
  } catch {
    return undefined;
  }
}

function refused(check: string, why: string): undefined {
  console.error(`lockwright check: '${check}' begins anew: ${why}`);
}
