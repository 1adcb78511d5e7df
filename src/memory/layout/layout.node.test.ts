import { execFileSync } from 'node:child_process';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { array, f64, struct, u32 } from './index.ts';
import { freshRegion } from './layout.test-help.ts';

test('layouts work where the host forbids code generation', () => {
  const script = `
    await import(${JSON.stringify(new URL('../../realm/index.ts', import.meta.url).href)});
    const { regionOf } = await import(${JSON.stringify(new URL('../region.ts', import.meta.url).href)});
    const { array, f64, struct, u32 } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
    const { canGenerateCode } = await import(${JSON.stringify(new URL('code-generation.ts', import.meta.url).href)});
    const layout = struct({ id: u32, all: array(struct({ x: f64 }), 2) });
    const region = regionOf(new SharedArrayBuffer(64));
    layout.set(region, 8, { id: 1, all: [{ x: 2 }, { x: 3 }] });
    layout.get(region, 8).all.get(1).x += 1;
    console.log(canGenerateCode(), JSON.stringify(layout.read(region, 8)));
  `;
  const output = execFileSync(process.execPath, ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(output).toBe('false {"id":1,"all":[{"x":2},{"x":4}]}\n');
});

test('console.log shows the fields of a view', () => {
  const layout = struct({ id: u32, at: struct({ x: f64 }), all: array(u32, 2) });
  expect(inspect(layout.get(freshRegion(), 0))).toBe('{ id: 0, at: { x: 0 }, all: [ 0, 0 ] }');
});

test('posting a view fails with a text that says what to do instead', () => {
  const view = struct({ id: u32 }).get(freshRegion(), 0);
  expect(() => structuredClone(view)).toThrow('a live view of shared memory, which cannot be posted: send its plain copy (layout.read)');
});
