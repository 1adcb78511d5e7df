import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Trace } from '../../check/report/trace.ts';
import { readInput } from '../../view/input.ts';
import { Folder, type Output } from '../test-command.ts';

const SB = `X86 SB
{ x=0; y=0; }
 P0          | P1          ;
 MOV [x],$1  | MOV [y],$1  ;
 MOV EAX,[y] | MOV EAX,[x] ;
exists (0:EAX=0 /\\ 1:EAX=0)
`;
const folder = new Folder();
const run = (...args: readonly string[]): Promise<Output> => folder.run(['litmus', ...args]);

beforeAll(() => {
  folder.write('SB.litmus', SB);
  folder.write(
    'MP.litmus',
    SB.replace('X86 SB', 'X86 MP')
      .replace('MOV EAX,[y] |', 'MOV [y],$2  |')
      .replace('MOV [y],$1  ;', 'MOV EAX,[y] ;')
      .replace('0:EAX=0 /\\ 1:EAX=0', '1:EAX=0'),
  );
  folder.write('bad.litmus', 'X86 bad\n{ }\n P0 ;\n MOVE EAX ;\nexists (0:EAX=0)\n');
  folder.write('own.cat', '"of our own"\ninclude "axiom.cat"\n');
  folder.write('axiom.cat', 'acyclic po | rf | co | fr as one-order\nflag ~empty rf as something-is-read\n');
});
afterAll(() => folder.remove());

describe('lockwright litmus', () => {
  test('lists the states, the verdict and the condition', async () => {
    expect(await run('SB.litmus')).toMatchObject({
      code: 0,
      out: 'SB (x86tso): Ok\n  0:EAX=0; 1:EAX=0;\n  0:EAX=0; 1:EAX=1;\n  0:EAX=1; 1:EAX=0;\n  0:EAX=1; 1:EAX=1;\n  exists (0:EAX=0 /\\ 1:EAX=0)\n',
    });
  });

  test('takes another model, or one of your own with what it includes', async () => {
    expect((await run('SB.litmus', '--model', 'sc')).out).toMatch(/^SB \(sc\): No\n/);
    expect((await run('SB.litmus', '--cat', 'own.cat')).out).toMatch(/^SB \(own\.cat\): No\n(?: .*\n){3}  flag: something-is-read\n/);
  });

  test('follows loops as often as it is told to', async () => {
    folder.write('loop.litmus', 'C loop\n{ }\nP0 (atomic_int* x) { while (atomic_load(x) < 3) atomic_fetch_add(x, 1); }\nexists (x=3)\n');
    expect((await run('loop.litmus')).out).toMatch(/^loop \(rc11\): No\n/);
    expect((await run('loop.litmus', '--unroll', '3')).out).toMatch(/^loop \(rc11\): Ok\n {2}\[x\]=3;\n/);
    expect((await run('loop.litmus', '--unroll', 'x')).err).toContain('--unroll x: give how often loops go round');
  });

  test('names the place of the event that is one too many', async () => {
    folder.write(
      'many.litmus',
      'C many\n{ }\nP0 (int* x) {\n  for (int i = 0; i < 40; i++) {\n    *x = i;\n    for (int k = 0; k < 20; k++)\n      *x = k;\n  }\n}\nexists (x=39)\n',
    );
    const { out, code } = await run('many.litmus');
    expect(out).toMatch(/^many\.litmus:7:\d+: an execution of many has more than 512 events/);
    expect(code).toBe(2);
  });

  test('prints one line of JSON for each test', async () => {
    const { out } = await run('SB.litmus', 'bad.litmus', '--json');
    const [sb, bad] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(sb).toMatchObject({
      test: 'SB', arch: 'X86', model: 'x86tso', condition: 'exists (0:EAX=0 /\\ 1:EAX=0)', verdict: 'Ok', undefinedBehaviour: false,
      states: ['0:EAX=0; 1:EAX=0;', '0:EAX=0; 1:EAX=1;', '0:EAX=1; 1:EAX=0;', '0:EAX=1; 1:EAX=1;'],
    }); // prettier-ignore
    expect(bad).toEqual({ test: 'bad.litmus', error: expect.stringContaining("bad.litmus:4:2: found 'MOVE'") as string });
  });

  test('goes on after a test that cannot be read, and says so with its exit code', async () => {
    const { code, out } = await run('bad.litmus', 'none.litmus', 'SB.litmus');
    expect(code).toBe(2);
    expect(out).toContain('SB (x86tso): Ok');
    expect(out).toContain('none.litmus');
  });

  test('names the models where there is no such one', async () => {
    expect(await run('SB.litmus', '--model', 'tso')).toMatchObject({
      code: 2,
      err: "lockwright litmus: there is no model 'tso': there are aarch64, js-2017, js, rc11, sc, x86tso\n",
    });
    expect((await run('SB.litmus', '--cat', 'none.cat')).err).toContain('the model none.cat cannot be read');
  });
});

describe('--explain', () => {
  test('says why, under the states', async () => {
    const { out } = await run('SB.litmus', '--cat', 'own.cat', '--explain');
    expect(out).toContain(
      '\n\n  0:EAX=0; 1:EAX=0; is forbidden by ‘one-order’ (acyclic po | rf | co | fr):\n    a: thread 0 writes x=1   MOV [x],$1\n',
    );
    const { out: all } = await run('SB.litmus', '--cat', 'own.cat', '--explain', '--all');
    expect(all.match(/is allowed, for instance so/g)).toHaveLength(3);
  });

  test('comes with the line of JSON, too', async () => {
    const { out } = await run('SB.litmus', '--model', 'sc', '--explain', '--json');
    expect(JSON.parse(out)).toMatchObject({ explanations: [{ kind: 'forbidden', axiom: { name: 'sc' } }] });
  });

  test('draws a picture for each outcome, and a page that the viewer reads', async () => {
    const { err } = await run('SB.litmus', '--model', 'sc', '--all', '--svg', 'sb.svg', '--html', 'sb.html');
    expect(err.trim().split('\n')).toEqual(['sb.svg', 'sb-2.svg', 'sb-3.svg', 'sb-4.svg', 'sb.html']);
    expect(readFileSync(join(folder.path, 'sb-2.svg'), 'utf8')).toMatch(/^<svg /);
    const page = readFileSync(join(folder.path, 'sb.html'), 'utf8');
    const data = /<script type="application\/json">(.*?)<\/script>/s.exec(page)![1]!;
    const { traces } = readInput(JSON.parse(data));
    expect(traces).toHaveLength(4);
    expect(traces.map(({ outcome }) => outcome)).toEqual([
      { state: '0:EAX=0; 1:EAX=0;', verdict: 'forbidden', axiom: 'sc' },
      ...['0:EAX=0; 1:EAX=1;', '0:EAX=1; 1:EAX=0;', '0:EAX=1; 1:EAX=1;'].map((state) => ({ state, verdict: 'allowed' })),
    ]);
    const [{ steps, sources }] = traces as [Trace];
    expect(steps.map(({ place }) => sources![place!.file]![place!.line]!.slice(place!.column - 1))).toEqual([
      expect.stringMatching(/^MOV \[x\]/),
      expect.stringMatching(/^MOV EAX,\[y\]/),
      expect.stringMatching(/^MOV \[y\]/),
      expect.stringMatching(/^MOV EAX,\[x\]/),
    ]);
    expect(traces.flatMap(({ error }) => (error === undefined ? [] : [error.message]))).toEqual([
      expect.stringContaining('forbidden by ‘sc’'),
    ]);
  });
});

test('a page of a program that is undefined opens on the execution that races, and says so', async () => {
  folder.write('race.litmus', 'C race\n{ }\nP0 (int* x) { *x = 1; }\nP1 (int* x) { int r0 = *x; }\nexists (1:r0=0)\n');
  await run('race.litmus', '--html', 'race.html');
  const page = readFileSync(join(folder.path, 'race.html'), 'utf8');
  const { traces } = readInput(JSON.parse(/<script type="application\/json">(.*?)<\/script>/s.exec(page)![1]!));
  expect(traces[0]!.error).toMatchObject({
    kind: 'undefined',
    message: expect.stringMatching(/^Undefined behaviour: .* has a data race/) as string,
  });
});

describe('--run', () => {
  const ATOMICS = `JS SB+atomics
{ }
 P0                      | P1                      ;
 Atomics.store(x, 0, 1)  | Atomics.store(y, 0, 1)  ;
 r0 = Atomics.load(y, 0) | r0 = Atomics.load(x, 0) ;
~exists (0:r0=0 /\\ 1:r0=0)
`;

  test('counts what comes out on real threads, and Atomics are never weak', async () => {
    folder.write('atomics.litmus', ATOMICS);
    const { out, code } = await run('atomics.litmus', '--run', '--seconds', '0.1', '--json');
    expect(code).toBe(0);
    const { run: found } = JSON.parse(out) as {
      run: { instances: number; seen: readonly { count: number; class: string; allowed: boolean }[] };
    };
    expect(found.instances).toBeGreaterThan(0);
    expect(found.seen.reduce((sum, { count }) => sum + count, 0)).toBe(found.instances);
    expect(found.seen.filter(({ class: how, allowed }) => how === 'weak' || !allowed)).toEqual([]);
  });

  test('prints a table, and marks what the model forbids', async () => {
    folder.write('atomics.litmus', ATOMICS);
    folder.write('nothing.cat', 'empty _\n');
    const { out, code } = await run('atomics.litmus', '--run', '--seconds', '0.1', '--cat', 'nothing.cat');
    expect(out).toMatch(
      /\d+ times on 2 threads, in \d+\.\d s:\n(?: +\d+ {2}0:r0=\d; 1:r0=\d; {2}(?:sequential|interleaved) +FORBIDDEN by nothing\.cat\n)+/,
    );
    expect(out).toContain('An outcome that the model forbids was seen');
    expect(code).toBe(1);
  });

  test('runs tests in machine code and in C', async () => {
    const { out, code } = await run('SB.litmus', '--run', '--seconds', '0.1');
    expect(out).toMatch(
      /times on 2 threads, in \d+\.\d s:\n(?: +\d+ {2}0:EAX=\d; 1:EAX=\d; {2}(?:sequential|interleaved|weak) +allowed\n)+/,
    );
    expect(code).toBe(0);
    folder.write('race.litmus', 'C race\n{ }\nP0 (int* x) { *x = 1; }\nP1 (int* x) { int r0 = *x; }\nexists (1:r0=1)\n');
    const { out: race } = await run('race.litmus', '--run', '--seconds', '0.1');
    expect(race).toContain('race (rc11): Ok, undefined behaviour\n  Some execution has a data race, so the program is undefined');
    expect(race).toMatch(/ 1:r0=\d; {2}sequential {3}undefined behaviour\n/);
  });

  test('says which tests it cannot run, and goes on', async () => {
    folder.write('wait.litmus', 'JS W\n{ }\n P0 ;\n r0 = Atomics.wait(x, 0, 1) ;\nexists (0:r0="not-equal")\n');
    const { out, code } = await run('wait.litmus', 'SB.litmus', '--run', '--seconds', '0.1');
    expect(out).toContain('  W cannot be run: it waits or notifies');
    expect(out).toContain('times on 2 threads');
    expect(code).toBe(2);
    expect((await run('wait.litmus', '--run', '--seconds', 'x')).err).toContain('--seconds x is no time');
  });
});

test('--compare lists what only some models allow', async () => {
  expect(await run('SB.litmus', 'MP.litmus', '--compare', 'sc,x86tso')).toMatchObject({
    code: 0,
    out: 'SB: sc No, 3 outcomes; x86tso Ok, 4 outcomes\n  only x86tso: 0:EAX=0; 1:EAX=0;\n1 of 2 tests have different outcomes under sc, x86tso.\n',
  });
  const { out } = await run('SB.litmus', '--compare', 'sc,x86tso', '--json');
  expect(JSON.parse(out)).toMatchObject({
    verdicts: { sc: 'No', x86tso: 'Ok' },
    differences: [{ state: '0:EAX=0; 1:EAX=0;', models: ['x86tso'] }],
  });
  expect(await run('SB.litmus', '--compare', 'sc')).toMatchObject({ code: 2, err: expect.stringContaining('names one model') as string });
});

test('--catalogue has the classic tests with what each model is known to say', async () => {
  const { out, code } = await run('--catalogue', '--json');
  expect(code).toBe(0);
  const rows = new Map(out.trim().split('\n').map((line) => JSON.parse(line) as { test: string; models: object }).map(({ test: name, models }) => [name, models])); // prettier-ignore
  const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    SB: { sc: 'forbidden', x86tso: 'allowed', aarch64: 'allowed', rc11: 'allowed', js: 'allowed' },
    MP: { sc: 'forbidden', x86tso: 'forbidden', aarch64: 'allowed', rc11: 'allowed', js: 'allowed' },
    LB: { sc: 'forbidden', x86tso: 'forbidden', aarch64: 'allowed', rc11: 'forbidden', js: 'allowed' },
    IRIW: { sc: 'forbidden', x86tso: 'forbidden', aarch64: 'allowed', rc11: 'allowed', js: 'allowed' },
    R: { sc: 'forbidden', x86tso: 'allowed', aarch64: 'allowed', rc11: 'allowed' },
    S: { sc: 'forbidden', x86tso: 'forbidden', aarch64: 'allowed', rc11: 'allowed' },
    WRC: { sc: 'forbidden', x86tso: 'forbidden', aarch64: 'allowed', rc11: 'allowed' },
    '2+2W': { sc: 'forbidden', x86tso: 'forbidden', aarch64: 'allowed', rc11: 'allowed' },
    CoRR: { sc: 'forbidden', x86tso: 'forbidden', aarch64: 'forbidden', rc11: 'forbidden', js: 'allowed' },
    'SB+mfences': { x86tso: 'forbidden' },
    'SB+xchgs': { x86tso: 'forbidden' },
    'R+mfences': { x86tso: 'forbidden' },
    'SB+rel+acq': { aarch64: 'forbidden' },
    'SB+rel+acqpc': { aarch64: 'allowed' },
    'MP+rel+acq': { aarch64: 'forbidden' },
    'MP+rel+addr': { aarch64: 'forbidden' },
    'LB+datas': { aarch64: 'forbidden' },
    'IRIW+dmb.sys': { aarch64: 'forbidden' },
    'MP+ra': { rc11: 'forbidden' },
    'SB+ra': { rc11: 'allowed' },
    'IRIW+ra': { rc11: 'allowed' },
    'IRIW+sc': { rc11: 'forbidden' },
    'SB+fences': { rc11: 'forbidden' },
    'MP+plain': { rc11: 'undefined' },
    'SB+atomics': { js: 'forbidden', 'js-2017': 'forbidden' },
    armv8: { js: 'allowed', 'js-2017': 'forbidden' },
  };
  for (const [name, models] of Object.entries(expected)) expect({ name, ...rows.get(name) }).toMatchObject({ name, ...models });
});
