import { expect, test } from 'vitest';
import { JUnitReporter } from './junit-reporter.ts';
import { all, correct, racing, written } from './test-ended.ts';

const xml = (list: Parameters<typeof written>[1]) => written((write) => new JUnitReporter(write), list);

test('a suite for each file, a case for each check, and numbers that are those of the elements', () => {
  const text = xml(all);
  expect(text).toContain('<testsuites name="lockwright check" tests="8" failures="3" errors="3" time="0.143">');
  expect(text).toContain('<testsuite name="src/a.check.ts" tests="6" skipped="0" failures="2" errors="2" time="0.122">');
  expect(text.match(/<testcase /g)).toHaveLength(8);
  expect(text.match(/<failure /g)).toHaveLength(3);
  expect(text.match(/<error /g)).toHaveLength(3);
});

test('elements are closed in their order, and nothing is in them that XML does not allow', () => {
  const text = xml(all);
  const open: string[] = [];
  for (const [, end, name, empty] of text.matchAll(/<(\/?)([\w]+)(?:\s+[\w]+="[^"<]*")*\s*(\/?)>/g)) {
    if (end === '/') expect(open.pop()).toBe(name);
    else if (empty !== '/') open.push(name!);
  }
  expect(open).toEqual([]);
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  expect(text).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f]|&(?!(?:amp|lt|gt|quot|#9|#10|#13);)/);
  expect(text).toContain('&lt;here&gt; &amp; \ufffd there');
});

test('a failure has the report as its text, and its case says where the check is declared', () => {
  const text = xml([racing]);
  expect(text).toContain(
    '<testcase name="a &quot;race&quot;, 100 %&#10;of &lt;it&gt;" classname="src/a.check.ts" file="src/a.check.ts" line="1" time="0.02">',
  );
  expect(text).toContain('<failure type="dataRace" message="data race on data[0]">data race on data[0] after 2 steps\n');
  expect(text).toContain('<property name="trace" value="bcdfghjk"/>');
});

test('a check that is correct has its numbers and no failure', () => {
  expect(xml([correct])).toContain('<property name="executions" value="12"/><property name="blocked" value="3"/></properties></testcase>');
});
