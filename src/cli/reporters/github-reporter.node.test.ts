import { expect, test } from 'vitest';
import { GithubReporter } from './github-reporter.ts';
import { all, asExpected, correct, racing, written } from './test-ended.ts';

const lines = (list: Parameters<typeof written>[1]) => written((write) => new GithubReporter(write), list).split('\n');

test('each check that is not as it should be is one line; what is as expected is none', () => {
  expect(lines([correct, asExpected])).toHaveLength(1);
  expect(lines(all).map((line) => /^::(\w+) file=([^,]+)/.exec(line)?.slice(1))).toEqual([
    ['error', '/project/src/mutex.check.ts'],
    ['error', '/project/src/mutex.check.ts'],
    ['error', '/project/src/mutex.check.ts'],
    ['warning', '/project/src/mutex.check.ts'],
    ['error', 'src/a.check.ts'],
    ['error', 'src/c.check.ts'],
  ]);
});

test('it names the place of the fault, and escapes what would end the command', () => {
  const [line] = lines([racing]);
  expect(line).toMatch(
    /^::error file=\/project\/src\/mutex\.check\.ts,line=40,col=3,title=lockwright check%3A a "race"%2C 100 %25%0Aof <it>::data race on data\[0\] after 2 steps%0A/,
  );
  expect(line).toMatch(/replay: {2}npx lockwright replay bcdfghjk%0Alook: {4}npx lockwright view bcdfghjk$/);
});
