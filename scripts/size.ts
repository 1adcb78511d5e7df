/**
 * Says how large each door of the built package is for a page that imports it whole: bundled, minified, compressed with Brotli.
 * Fails where one is above its limit, or has none. Costs one bundle per door.
 *
 *     node scripts/size.ts
 */
import { existsSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { root } from './lib/paths.ts';

interface Sizes {
  /** What is loaded at once. */
  readonly atOnce: number;
  /** What is loaded when it is needed. */
  readonly later: number;
}

const KB = 1000;
/** What each door may load at once, in kB: about a quarter above what it is. Raise one when what it buys is worth it. */
const LIMITS_KB: Readonly<Record<string, number>> = {
  './memory': 30,
  './atomic': 30,
  './thread': 80,
  './lock': 95,
  './lock/debug': 38,
  './channel': 80,
  './shared': 55,
  './check': 60,
  './litmus': 70,
  './view': 30,
};

async function sizesOf(file: string): Promise<Sizes> {
  const bundle = await rolldown({ input: file, platform: 'browser', external: /^node:/, logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  const chunks = output.filter((part) => part.type === 'chunk');
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const wanted = chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
  for (const name of wanted) for (const next of byName.get(name)?.imports ?? []) if (!wanted.includes(next)) wanted.push(next);
  const sum = (atOnce: boolean) => {
    return chunks.reduce(
      (bytes, chunk) => bytes + (wanted.includes(chunk.fileName) === atOnce ? brotliCompressSync(chunk.code).length : 0),
      0,
    );
  };
  return { atOnce: sum(true), later: sum(false) };
}

const description = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { exports: Record<string, string | { default: string }> };
for (const [door, target] of Object.entries(description.exports)) {
  if (typeof target === 'string') continue;
  if (!existsSync(`${root}/${target.default}`)) {
    console.log(`MISSING ${door}: there is no ${target.default}; run npm run build`);
    process.exitCode = 1;
    continue;
  }
  const { atOnce, later } = await sizesOf(`${root}/${target.default}`);
  const limit = LIMITS_KB[door];
  const holds = limit !== undefined && atOnce <= limit * KB;
  console.log(
    `${holds ? 'ok' : 'TOO LARGE'} ${door}: ${(atOnce / KB).toFixed(1)} kB of ${limit ?? 'no limit named in scripts/size.ts'}, ${(later / KB).toFixed(1)} kB later`,
  );
  if (!holds) process.exitCode = 1;
}
