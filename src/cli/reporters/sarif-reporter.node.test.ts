import { expect, test } from 'vitest';
import { faults, type Schema } from '../../check/report/schema.ts';
import { SarifReporter } from './sarif-reporter.ts';
import { all, asExpected, correct, racing, written } from './test-ended.ts';

/** Of what SARIF 2.1.0 asks for (OASIS, section 3), what concerns the properties that are used here. */
const text: Schema = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: { text: { type: 'string' }, markdown: { type: 'string' } },
};
const location: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: { physicalLocation: { $ref: '#/$defs/physical' }, message: text },
};
const SARIF: Schema = {
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: { $schema: { type: 'string' }, version: { const: '2.1.0' }, runs: { type: 'array', items: { $ref: '#/$defs/run' } } },
  $defs: {
    run: {
      type: 'object',
      required: ['tool'],
      additionalProperties: false,
      properties: {
        tool: { type: 'object', required: ['driver'], additionalProperties: false, properties: { driver: { $ref: '#/$defs/driver' } } },
        originalUriBaseIds: { type: 'object', additionalProperties: { type: 'object', required: ['uri'] } },
        columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
        invocations: { type: 'array', items: { $ref: '#/$defs/invocation' } },
        results: { type: 'array', items: { $ref: '#/$defs/result' } },
      },
    },
    driver: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: { type: 'string' },
        semanticVersion: { type: 'string' },
        rules: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id'],
            additionalProperties: false,
            properties: { id: { type: 'string' }, shortDescription: text },
          },
        },
      },
    },
    invocation: {
      type: 'object',
      required: ['executionSuccessful'],
      additionalProperties: false,
      properties: {
        executionSuccessful: { type: 'boolean' },
        toolExecutionNotifications: {
          type: 'array',
          items: {
            type: 'object',
            required: ['message'],
            additionalProperties: false,
            properties: { level: { enum: ['error'] }, message: text, locations: { type: 'array', items: location } },
          },
        },
      },
    },
    result: {
      type: 'object',
      required: ['message'],
      additionalProperties: false,
      properties: {
        ruleId: { type: 'string' },
        ruleIndex: { type: 'integer' },
        level: { enum: ['none', 'note', 'warning', 'error'] },
        message: text,
        locations: { type: 'array', items: location },
        relatedLocations: { type: 'array', items: location },
        codeFlows: {
          type: 'array',
          items: {
            type: 'object',
            required: ['threadFlows'],
            properties: { threadFlows: { type: 'array', minItems: 1, items: { $ref: '#/$defs/flow' } } },
          },
        },
        partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
        properties: { type: 'object' },
      },
    },
    flow: {
      type: 'object',
      required: ['locations'],
      additionalProperties: false,
      properties: {
        id: { type: 'string' },
        locations: {
          type: 'array',
          minItems: 1,
          items: { type: 'object', additionalProperties: false, properties: { executionOrder: { type: 'integer' }, location } },
        },
      },
    },
    physical: {
      type: 'object',
      required: ['artifactLocation'],
      additionalProperties: false,
      properties: {
        artifactLocation: {
          type: 'object',
          required: ['uri'],
          additionalProperties: false,
          properties: { uri: { type: 'string' }, uriBaseId: { type: 'string' } },
        },
        region: {
          type: 'object',
          required: ['startLine'],
          additionalProperties: false,
          properties: { startLine: { type: 'integer' }, startColumn: { type: 'integer' } },
        },
      },
    },
  },
};

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly originalUriBaseIds: Readonly<Record<string, { readonly uri: string }>>;
      readonly invocations: readonly [{ readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly unknown[] }];
      readonly results: readonly Result[];
    },
  ];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
      readonly region?: object;
    };
  }[];
  readonly codeFlows?: readonly {
    readonly threadFlows: readonly { readonly locations: readonly { readonly executionOrder: number }[] }[];
  }[];
}

const sarif = (list: Parameters<typeof written>[1]) => JSON.parse(written((write) => new SarifReporter(write, '1.2.3'), list)) as Log;

test('the log has the form that SARIF 2.1.0 asks for', () => {
  expect(faults(sarif(all), SARIF)).toEqual([]);
  expect(faults(sarif([]), SARIF)).toEqual([]);
});

test('a result for each check that is not as it should be, whose rule is described', () => {
  const [{ tool, results }] = sarif(all).runs;
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['dataRace', 'error'],
    ['deadlock', 'error'],
    ['missed', 'error'],
    ['incomplete', 'warning'],
    ['notChecked', 'error'],
  ]);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
  expect(sarif([correct, asExpected]).runs[0].results).toEqual([]);
});

test('the two accesses of a race are two locations, and the steps of the threads two flows with one order', () => {
  const [result] = sarif([racing]).runs[0].results;
  expect(result!.locations[0]!.physicalLocation).toEqual({
    artifactLocation: { uri: 'file:///project/src/mutex.check.ts' },
    region: { startLine: 40, startColumn: 3 },
  });
  const orders = result!.codeFlows![0]!.threadFlows.map(({ locations }) => locations.map(({ executionOrder }) => executionOrder));
  expect(orders).toEqual([[0], [1]]);
});

test('paths below the root are relative to a folder that the log names, and ends with a slash', () => {
  const { results, originalUriBaseIds } = sarif(all).runs[0];
  const { uri, uriBaseId } = results.at(-1)!.locations[0]!.physicalLocation.artifactLocation;
  expect(uri).toBe('src/a.check.ts');
  expect(originalUriBaseIds[uriBaseId!]!.uri).toMatch(/^file:\/\/\/.*\/$/);
});

test('a file that could not be run makes the invocation unsuccessful', () => {
  const [{ executionSuccessful, toolExecutionNotifications }] = sarif([correct]).runs[0].invocations;
  expect([executionSuccessful, toolExecutionNotifications.length]).toEqual([false, 1]);
});
