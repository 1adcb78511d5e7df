/** Runs code in a Node process of its own, with a heap of its own: for what can be chosen only once per program. Costs about 0.1 s. For *.node.test.ts files. */
import { execFileSync } from 'node:child_process';

const LIMIT_MS = 60_000;

const prelude = `
await import(${url('../realm/host.ts')});
const { allocate, allocateAligned, allocateZeroed, free } = await import(${url('allocate.ts')});
const { configureHeap, heapRegion, joinHeap } = await import(${url('heap.ts')});
const { heapStatistics } = await import(${url('statistics.ts')});
const failure = (f) => { try { f(); } catch (error) { return error.code + ': ' + error.message; } return 'no error'; };
`;

function url(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}

/** What `body` returns, which must have a JSON form. It sees the functions of the heap, and `failure(f)`: the code and message of what `f` throws. */
export function inFreshProgram(body: string, flags: readonly string[] = []): unknown {
  const script = `const result = await (async () => {${prelude}\n${body}\n})();\nconsole.log(JSON.stringify(result));`;
  const output = execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  return JSON.parse(output);
}
