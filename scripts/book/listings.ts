/** Finds the listings of the book. Costs a look into its folders. */
import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Outputs } from '../../book/lib/outputs.ts';
import { root } from '../lib/paths.ts';

export interface Listing {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  /** Its file of checks, if it has one. */
  readonly checks: string | undefined;
}

const CHAPTER = /^ch\d\d-/;
const LISTING = /^(\d\d-[\w-]+)\.ts$/;

/** In the order of the book. */
export function allListings(): readonly Listing[] {
  const chapters = readdirSync(`${root}/book`)
    .filter((name) => CHAPTER.test(name))
    .toSorted();
  return chapters.flatMap((chapter) => {
    const folder = `book/${chapter}`;
    return readdirSync(`${root}/${folder}`)
      .toSorted()
      .flatMap((file) => {
        const name = LISTING.exec(file)?.[1];
        if (name === undefined) return [];
        const checks = `${folder}/${name}.check.ts`;
        return [{ path: `${folder}/${file}`, folder, name, checks: existsSync(`${root}/${checks}`) ? checks : undefined }];
      });
  });
}

/**
 * What the listing is to print.
 *
 * @throws {Error} if its chapter does not say
 */
export async function outputOf({ folder, name, path }: Listing): Promise<RegExp> {
  const { outputs } = (await import(pathToFileURL(`${root}/${folder}/outputs.ts`).href)) as { outputs: Outputs };
  const output = outputs[name];
  if (output === undefined) throw new Error(`${folder}/outputs.ts does not say what ${path} prints`);
  return output;
}
