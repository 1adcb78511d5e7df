import { expect, test } from 'vitest';
import { measurements } from '../bench/book/catalogue.ts';
import { tableOf } from '../bench/book/page.ts';
import { plotOf } from '../bench/book/plot.ts';
import type { BookRecord } from '../bench/book/record.ts';
import { catalogue, select, type Entry } from '../bench/harness/catalogue.ts';
import type { Engine } from '../bench/harness/engines.ts';
import { slugOf } from '../bench/harness/machine.ts';
import { parseOptions } from '../bench/harness/options.ts';
import { formatTime, quotient, table } from '../bench/harness/report.ts';
import { jsonLine, judge } from '../bench/harness/result.ts';
import type { Lane } from '../bench/harness/rounds.ts';
import { quantile, ratio, summarise } from '../bench/harness/statistics.ts';
import type { Workloads } from '../bench/harness/workload.ts';

// No timing here: the arithmetic and the formats, on made-up samples.

const engine: Engine = { name: 'node', version: '24.0.0', command: 'node', flags: [] };

const entry: Entry = {
  name: 'made-up',
  operation: 'nothing',
  headline: 'min',
  contestants: [
    { side: 'ours', file: 'x', workload: 'made-up' },
    { side: 'rust', file: '', workload: 'made-up' },
    { side: 'native', file: 'x', workload: 'made-up' },
    { side: 'rust', file: '', workload: 'other', also: 'another in Rust' },
  ],
  goals: [
    { engines: ['node'], of: 'rust', atMost: 1.3 },
    { engines: ['bun'], of: 'rust', atMost: 1.1 },
    { engines: ['node'], of: 'time', atMost: 5 },
  ],
};

/** Lanes in the order of the entry's contestants, with these samples; a string is the error of a failed one. */
function lanes(...samples: (number[] | string)[]): Lane[] {
  return samples.map((given, i): Lane => {
    const contestant = entry.contestants[i]!;
    const lane = { contestant, engine: contestant.side === 'rust' ? undefined : engine };
    return typeof given === 'string' ? { ...lane, samples: [], error: given } : { ...lane, samples: given };
  });
}

const full = (): Lane[] => lanes([12, 10, 11], [8, 9, 10], [20, 25, 22], [5, 5, 5]);

test('the summary of samples has their minimum, median and spread, in whatever order they come', () => {
  const samples = [3, 1, 2, 5, 4, 6, 8, 7, 9, 10, 11];
  expect(summarise(samples)).toEqual({ min: 1, median: 6, p90: 10, spread: 1.5 });
  expect(summarise(samples.toReversed())).toEqual(summarise(samples));
  expect(samples[0]).toBe(3);
});

test('one sample is its own minimum and median, without spread', () => {
  expect(summarise([7])).toEqual({ min: 7, median: 7, p90: 7, spread: 0 });
});

test('a quantile between two samples lies between them in proportion', () => {
  expect(quantile([10, 20], 0.5)).toBe(15);
  expect(quantile([0.5, 10.5, 20.5], 0.25)).toBe(5.5);
});

test('samples that are none, or no positive numbers, and quantiles that are none, are refused', () => {
  expect(() => summarise([])).toThrow('no samples');
  for (const wrong of [0, -1, NaN, Infinity]) expect(() => summarise([1, wrong])).toThrow(`but one is ${wrong}`);
  for (const wrong of [-0.1, 1.1, NaN]) expect(() => quantile([1], wrong)).toThrow('between 0 and 1');
});

test('a ratio is ours divided by theirs, by the figure that is asked for', () => {
  const ours = summarise([2, 4, 4]);
  const theirs = summarise([1, 8, 8]);
  expect(ratio(ours, theirs, 'min')).toBe(2);
  expect(ratio(ours, theirs, 'median')).toBe(0.5);
});

test('a JSON line has exactly the promised keys, and ratios only against those who took part', () => {
  expect(jsonLine(judge(entry, 'node', full()))).toEqual({
    name: 'made-up',
    engine: 'node',
    nsPerOp: 10,
    spread: 0.1636,
    versus: { rust: 1.25, native: 0.5 },
  });
  expect(jsonLine(judge(entry, 'node', lanes([12], 'broke', [24])))?.versus).toEqual({ native: 0.5 });
  expect(jsonLine(judge(entry, 'node', lanes([12])))?.versus).toEqual({});
});

test('there is no JSON line where ours failed', () => {
  expect(jsonLine(judge(entry, 'node', lanes('broke', [8])))).toBeUndefined();
});

test('a contestant that is only mentioned does not take the place of the one with the column', () => {
  const { contestants } = judge(entry, 'node', lanes([10], [8], [20], [5]).toReversed());
  expect(contestants.find((figures) => figures.also !== undefined)?.ratio?.min).toBe(2);
  expect(jsonLine(judge(entry, 'node', full().toReversed()))?.versus.rust).toBe(1.25);
});

test('a goal is judged on its engines only, and where there is something to compare with', () => {
  expect(judge(entry, 'node', full()).goals).toEqual([
    { of: 'rust', atMost: 1.3, found: 1.25, reached: true },
    { of: 'time', atMost: 5, found: 10, reached: false },
  ]);
  expect(judge(entry, 'deno', full()).goals).toEqual([]);
  expect(judge(entry, 'node', lanes([10])).goals.map((goal) => goal.of)).toEqual(['time']);
});

test('the table shows each figure, what failed, and by how much a goal is missed', () => {
  const text = table([judge(entry, 'node', lanes([10], [8], 'it broke', [5]))]).join('\n');
  expect(text).toContain('10.0 ns');
  expect(text).toContain('✓ ≤ 1.3 × Rust');
  expect(text).toContain('native failed: it broke');
  expect(text).toContain('another in Rust: 5.00 ns');
  expect(text).toContain('goal missed: ≤ 5.00 ns, but it is 10.0 ns');
});

test('times are written with three digits and a unit', () => {
  expect([0.141, 12.34, 999, 1000, 45_600, 2e7].map(formatTime)).toEqual(['0.14 ns', '12.3 ns', '999 ns', '1.00 µs', '45.6 µs', '20.0 ms']);
});

test('a machine is named after its processor', () => {
  expect(slugOf('AMD EPYC 7763 64-Core Processor', 2)).toBe('amd-epyc-7763-2-cores');
  expect(slugOf('Intel(R) Core(TM) i7-1185G7 CPU @ 3.00GHz', 1)).toBe('intel-core-i7-1185g7-1-core');
});

test('the arguments are read, and what is wrong with them is said', () => {
  expect(parseOptions(['--only', 'mutex,spin-lock', '--engines=bun', '--json', '--quick'])).toMatchObject({
    only: ['mutex', 'spin-lock'],
    engines: ['bun'],
    json: true,
    quick: true,
    record: true,
  });
  expect(() => parseOptions(['--fast'])).toThrow("unknown argument '--fast'");
  expect(() => parseOptions(['--only'])).toThrow('--only needs');
  expect(() => parseOptions(['--only', '--json'])).toThrow('--only needs');
  expect(() => parseOptions(['--engines', 'v8'])).toThrow("unknown engine 'v8'");
});

test('workloads are chosen by name or by first words, and an unknown name is refused', () => {
  expect(select([])).toBe(catalogue);
  expect(select(['mutex']).map((chosen) => chosen.name)).toContain('mutex-two-threads');
  expect(select(['mutex-two-threads'])).toHaveLength(1);
  expect(() => select(['mut'])).toThrow("unknown workload 'mut'");
});

test('names of workloads are unique, and each has ours first', () => {
  expect(new Set(catalogue.map((one) => one.name)).size).toBe(catalogue.length);
  for (const one of catalogue) expect(one.contestants[0]?.side).toBe('ours');
});

const record: BookRecord = {
  date: '2026-01-02',
  machine: { cpu: 'made-up', cores: 2, system: 'none', slug: 'made-up-2-cores' },
  versions: {},
  effort: { generations: 1, rounds: 3, targetMs: 1, warmUpMs: 1 },
  priority: 0,
  measurements: [
    {
      name: 'one',
      title: 'One thread',
      operation: 'nothing',
      count: 5_000_000,
      at: '2026-01-02T03:04:05.678Z',
      load: [0.5, 1.5],
      rows: [
        {
          label: '`Fast`',
          figures: [
            { by: 'rust', operations: 5_000_000, samples: [10, 30, 20] },
            { by: 'node', operations: 5_000_000, samples: [50, 40, 45] },
            { by: 'bun', operations: 123_456, samples: [1, 1, 1] },
          ],
        },
        { label: '`Alone`', figures: [{ by: 'node', operations: 7_000, samples: [], error: 'it broke' }] },
      ],
    },
  ],
};

test('the table of chapter 9 has medians, their ratios to Rust, how many operations a sample had, and what failed', () => {
  const [, , fast, alone] = tableOf(record)
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(fast).toEqual(['', 'One thread', '`Fast`', '20.0 ns', '45.0 ns', '2.25', '1.00 ns', '1/20.0', '0.12 to 5', '']);
  expect(alone).toEqual(['', '', '`Alone`', '', 'failed', '', '', '', '0.007', '']);
});

test('the plot of chapter 9 has a mark for each median, further to the right for a longer time, and none for what failed', () => {
  const svg = plotOf(record);
  const positions = ['Bun: 1.00 ns', 'Rust: 20.0 ns', 'Node: 45.0 ns'].map((title) => {
    const mark = svg.split('\n').find((line) => line.includes(`<title>${title}</title>`));
    return Number(/ c?x="([\d.]+)"/.exec(mark!)![1]);
  });
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  expect(svg.match(/<title>(?:Rust|Node|Bun): /g)).toHaveLength(3);
});

test('a ratio far below 1 is written as a fraction', () => {
  expect([2.25, 0.5, 0.05].map(quotient)).toEqual(['2.25', '0.50', '1/20.0']);
});

test('each workload of ours and of the book is in the file that the catalogues name', async () => {
  const designs = measurements.flatMap((measurement) => measurement.designs);
  const named = [...catalogue, ...designs].flatMap(({ contestants }) =>
    contestants.filter(({ side }) => side === 'ours' || side === 'book'),
  );
  for (const { side, file, workload } of named) {
    const module = (await import(`../bench/workloads/${side}/${file}.ts`)) as { workloads: Workloads };
    expect(Object.keys(module.workloads), `${side}/${file}.ts`).toContain(workload);
  }
});
