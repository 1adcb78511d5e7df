import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const LIMIT_MS = 20_000;

test('a program lives as long as someone keeps it alive, and a second release by the same one counts for nothing', () => {
  // The timers alone keep nothing alive, so each prints only if a keeper does; the last one does not come to print.
  const script = `
    const { hostRealm } = await import(${JSON.stringify(new URL('host.ts', import.meta.url).href)});
    const [first, second] = [hostRealm.keepAlive(), hostRealm.keepAlive()];
    setTimeout(() => { console.log('both'); first(); first(); setTimeout(() => { console.log('one'); second(); setTimeout(() => console.log('none'), ${LIMIT_MS}).unref(); }, 1).unref(); }, 1).unref();
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', timeout: LIMIT_MS });
  expect(output).toBe('both\none\n');
});
