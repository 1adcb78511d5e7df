import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';
import { textOfNotation, type NotationTest } from '../parse/js-notation.ts';
import { textOfEmme } from './test-emme.ts';
import { publicData } from '../test-public.ts';

const models = new URL('../../../litmus/models/', import.meta.url);
const data = publicData('js-litmus-public.json');
const modelOf = (name: string) => compileModel(readFileSync(new URL(`${name}.cat`, models), 'utf8'), name, () => undefined);

interface PublicTest extends NotationTest {
  readonly outcomes_es2020?: readonly string[];
  readonly bex?: string;
  readonly memoryOrderConstraint?: unknown;
  readonly expected?: {
    readonly fixed?: string;
    readonly unfixed_scdrf?: string;
    readonly unfixed_armv8?: string;
    readonly doubtful?: boolean;
  };
  readonly dataRace?: boolean;
  readonly oracle?: { readonly es2020?: string; readonly es2017?: string };
}

const VERDICTS: Readonly<Record<string, string>> = { Allowed: 'Ok', Forbidden: 'No' };

/** Registers in one order, as the data names them and as states do. */
const sorted = (outcomes: readonly string[]): readonly string[] =>
  outcomes.map((outcome) => outcome.split(';').map((part) => part.trim()).filter(Boolean).toSorted().join('; ')).toSorted(); // prettier-ignore
const printed = (states: readonly string[]): readonly string[] =>
  [...new Set(states.map((state) => [...state.matchAll(/=([^;]*);/g)].map(([, value]) => value).join(';')))].toSorted();

describe.skipIf(data === undefined)('public tests of the memory model of JavaScript', () => {
  const tests: readonly PublicTest[] = data !== undefined ? (JSON.parse(readFileSync(data, 'utf8')) as { tests: PublicTest[] }).tests : [];
  const js = modelOf('js');
  const js2017 = modelOf('js-2017');
  for (const row of tests) {
    if (row.bex === undefined && row.threads === undefined) continue;
    test(`${row.name} has the same outcomes, and a data race if it should`, () => {
      const text = row.bex === undefined ? textOfNotation(row) : textOfEmme(row.name, row.bex);
      const { states, verdict, flags } = judge(parseTest(text, row.name), js);
      if (row.bex === undefined) expect(sorted(states)).toEqual(sorted(row.outcomes_es2020!));
      else expect(printed(states)).toEqual(row.outcomes_es2020!.toSorted());
      if (row.dataRace !== undefined) expect(flags).toEqual(row.dataRace ? ['data-race'] : []);
      const oracle = row.oracle?.es2020;
      if (row.exists === undefined || oracle === undefined || Array.isArray(row.memoryOrderConstraint)) return;
      expect(verdict).toBe(VERDICTS[oracle]);
      expect(judge(parseTest(text, row.name), js2017).verdict).toBe(VERDICTS[row.oracle!.es2017!]);
    });
  }
});
