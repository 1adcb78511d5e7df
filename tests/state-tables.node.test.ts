/** Who opens the folder of a primitive learns what its words say: its main file has the table, or names the file that has it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const src = new URL('../src/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, src), 'utf8');

/** A row of a table in a comment. */
const ROW = /^ \* \|.*\|$/m;
/** `table of \`once-word.ts\`` */
const NAMED_TABLE = /\btables? of `([\w./-]+\.ts)`/g;

const primitives = ['lock', 'channel', 'shared'].flatMap((room) =>
  readdirSync(new URL(room, src), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(new URL(`${room}/${entry.name}/${entry.name}.bench.ts`, src)))
    .map((entry) => `${room}/${entry.name}`),
);

/** Where a file is that another names: in its folder, in its room, or from the root of the source. */
function pathOf(named: string, folder: string): string | undefined {
  const places = [`${folder}/${named}`, `${folder}/../${named}`, named];
  return places.find((place) => existsSync(new URL(place, src)));
}

test('there are primitives to look at', () => {
  expect(primitives).toEqual(expect.arrayContaining(['lock/mutex', 'channel/mpmc', 'shared/arc']));
});

test.for(primitives)('%s: its main file has a table of its words, or says where one is', (folder) => {
  const text = read(`${folder}/${folder.split('/')[1]}.ts`);
  if (ROW.test(text)) return;
  const named = [...text.matchAll(NAMED_TABLE)].map((match) => match[1]!);
  expect(named).not.toEqual([]);
  for (const file of named) {
    const path = pathOf(file, folder);
    expect({ file, path }).toHaveProperty('path', expect.any(String));
    expect(read(path!)).toMatch(ROW);
  }
});
