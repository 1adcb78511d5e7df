import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';
import { publicData } from '../test-public.ts';
import { bytesOfBlock } from './histogram.ts';
import { interleavings } from './interleave.ts';
import { programOf } from './loop.ts';

const SC = compileModel(readFileSync(new URL('../../../litmus/models/sc.cat', import.meta.url), 'utf8'), 'sc', () => undefined);
const OURS = fileURLToPath(new URL('../../../litmus/tests/', import.meta.url));
const PUBLIC = publicData('litmus-public/');
const LANGUAGES = ['c', 'x86', 'aarch64', 'C', 'X86', 'X86_64', 'AArch64'];

const files = [OURS, PUBLIC]
  .filter((folder) => folder !== undefined)
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((file) => file.endsWith('.litmus') && LANGUAGES.some((language) => file.includes(`/${language}/`)));

/** What JavaScript does in place of a test, its instructions taking turns, is what the test does by sequential consistency. */
describe('the program that is run does what the test says', () => {
  test.for(files.map((file) => [file] as const))('%s', ([file], { skip }) => {
    const read = parseTest(readFileSync(file, 'utf8'), file);
    const program = (() => {
      try {
        return programOf(read);
      } catch (error) {
        return skip(String(error));
      }
    })();
    const bytes = program.blocks.map((_, block) => bytesOfBlock(program, block));
    const found = [...interleavings(read, program, bytes).found.keys()];
    const hasLoop = program.threads.some(({ code }) => code.some((now, at) => 'target' in now && now.target <= at));
    const { states } = judge(read, SC);
    if (hasLoop) expect(found).toEqual(expect.arrayContaining([...states]));
    else if (read.threads.some(({ code }) => code.some(({ op }) => op === 'store-exclusive'))) {
      // An exclusive store here fails only where memory changed.
      expect(found).not.toEqual([]);
      expect(states).toEqual(expect.arrayContaining(found));
    } else expect(found.toSorted()).toEqual([...states].toSorted());
  });
});
