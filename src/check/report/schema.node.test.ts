import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faults, type Schema } from './schema.ts';
import { crowd, deadlock, litmus, race, sourceLine, storeBuffering } from './test-traces.ts';
import { withSources } from './sources.ts';
import schemaFile from './trace.schema.json' with { type: 'json' };

const schema = schemaFile as Schema;
const source = readFileSync(new URL('./trace.ts', import.meta.url), 'utf8');

/** The properties of an interface in trace.ts: name, and whether it is required. */
function propertiesOf(name: string): [string, boolean][] {
  const body = new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(source)![1]!;
  return [...body.matchAll(/^ {2}readonly (\w+)(\??):/gm)].map(([, property, mark]) => [property!, mark === '']);
}

test.for(['Trace', 'TraceSet', 'Choice', 'Step', 'Word', 'ThreadEnd', 'Place', 'TraceError', 'Outcome'])(
  'the schema has the properties of %s, and no others',
  (name) => {
    const { properties, required, additionalProperties } = schema.$defs![name]!;
    const inSource = propertiesOf(name);
    expect(inSource.length).toBeGreaterThan(2);
    expect(new Set(Object.keys(properties!))).toEqual(new Set(inSource.map(([property]) => property)));
    expect(new Set(required)).toEqual(new Set(inSource.flatMap(([property, needed]) => (needed ? [property] : []))));
    expect(additionalProperties).toBe(false);
  },
);

const names = (text: string) => [...text.matchAll(/'(\w+)'/g)].map(([, name]) => name);

test('the schema has the kinds of steps and the states of threads', () => {
  const kinds = /type StepKind =(.*?);/s.exec(source)![1]!;
  const states = /readonly state: (.*?);/.exec(source)![1]!;
  expect(schema.$defs!['Step']!.properties!['kind']!.enum).toEqual(names(kinds));
  expect(schema.$defs!['ThreadEnd']!.properties!['state']!.enum).toEqual(names(states));
});

test.for([deadlock, race, storeBuffering, crowd(3), withSources(deadlock, sourceLine), litmus('forbidden')])(
  'the schema takes the trace of: $check',
  (trace) => {
    expect(faults(JSON.parse(JSON.stringify(trace)), schema)).toEqual([]);
  },
);

test.for([
  [{ ...race, version: 1 }, 'version must be 2, but is 1'],
  [{ ...race, steps: undefined }, 'steps must be of type array, but is undefined'],
  [{ ...race, steps: [{ ...race.steps[0], kind: 'jump' }] }, /^steps\[0\]\.kind must be one of read, write, .*, but is "jump"$/],
  [{ ...race, steps: [{ ...race.steps[0], colour: 'red' }] }, 'steps[0].colour is not known'],
  [{ ...race, synchronizes: [[1]] }, 'synchronizes[0] has 1 items, which are too many or too few'],
  [{ ...race, words: [{ ...race.words[0], bytes: '4' }] }, 'words[0].bytes must be of type integer, but is "4"'],
  [{ ...race, sources: { 'a.ts': { '1': 2 } } }, 'sources.a.ts.1 must be of type string, but is 2'],
  [null, 'it must be of type object, but is null'],
  [{}, 'version is missing'],
] as const)('the schema refuses a trace because: %s', ([trace, message]) => {
  expect(faults(trace, schema)[0]).toMatch(message);
});
