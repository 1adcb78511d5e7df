/** The debug mode of lockwright/shared names the place where a forgotten handle was made: outside of the package, so its test is, too. In Node only, which can be told to collect. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { u32 } from '../src/memory/index.ts';
import { Arc, reportForgotten } from '../src/shared/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects, and lets the event loop turn, until it is so. */
async function becomes(condition: () => boolean): Promise<void> {
  while (!condition()) {
    collect();
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
}

test('in debug mode it is said where a forgotten handle was made, and its count is given back at once', async () => {
  const reports: string[] = [];
  reportForgotten((text) => reports.push(text));
  const arc = new Arc(u32, 1);
  (() => void arc.clone())();
  await becomes(() => reports.length > 0);
  expect(reports).toEqual([
    expect.stringMatching(
      /^Arc at \d+ of the heap was collected without having been disposed of; it was made at .*shared-debug\.node\.test\.ts:\d+:\d+\. /,
    ),
  ]);
  expect(arc.strongCount).toBe(1);
  arc.dispose();
  const weak = (() => new Arc(u32, 1).downgrade())();
  await becomes(() => weak.strongCount === 0);
  expect(reports.length).toBe(2);
  weak.dispose();
});
