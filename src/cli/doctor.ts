import { parseArgs } from 'node:util';
import { availableParallelism, spawn } from '../thread/index.ts';
import { heapStatistics } from '../memory/index.ts';
import { chooseBackend } from '../realm/host.ts';
import { HEADERS, HOSTS } from './isolation-headers.ts';

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly good: boolean;
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
}

const HELP = `Usage: lockwright doctor [--host NAME] [--url URL]

Tells whether threads can share memory in this runtime, and which response headers a web page needs for that.

  --host NAME  only the configuration for this server: ${Object.keys(HOSTS).join(', ')}
  --url URL    asks a running server for a page, and says which headers are missing`;

/** `lockwright doctor`. Exit code 0 if all is well, 1 if something is missing, 2 for unusable arguments. */
export async function doctor(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { help: { type: 'boolean', short: 'h' }, host: { type: 'string' }, url: { type: 'string' } },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  if (values.host !== undefined && !Object.hasOwn(HOSTS, values.host)) {
    console.error(`lockwright doctor: there is no configuration for '${values.host}'. Known: ${Object.keys(HOSTS).join(', ')}`);
    return 2;
  }
  const findings = values.url === undefined ? await lookHere() : await lookAt(values.url);
  for (const { what, good, found, advice } of findings) {
    console.log(`${good ? '✓' : '✗'} ${what}: ${found}`);
    if (!good && advice !== undefined) console.log(`    ${advice}`);
  }
  const allGood = findings.every((finding) => finding.good);
  if (values.url === undefined || !allGood) printHeaders(values.host);
  return allGood ? 0 : 1;
}

async function lookHere(): Promise<Finding[]> {
  const findings: Finding[] = [
    { what: 'runtime', good: true, found: runtimeName() },
    {
      what: 'SharedArrayBuffer',
      good: typeof SharedArrayBuffer === 'function',
      found: typeof SharedArrayBuffer === 'function' ? 'there' : 'missing',
      advice: 'threads cannot share memory without it: use Node 24 or later, Bun 1.3 or Deno 2',
    },
    {
      what: 'Atomics.waitAsync',
      good: true,
      found: typeof Atomics.waitAsync === 'function' ? 'there' : 'missing: async waits poll every 4 ms',
    },
    {
      what: 'Atomics.pause',
      good: true,
      found: typeof Atomics.pause === 'function' ? 'there' : 'missing: spin loops do not tell the processor',
    },
    { what: 'back end of the heap', good: true, found: `${chooseBackend()} (LOCKWRIGHT_BACKEND=js or wasm overrides)` },
    { what: 'processors', good: availableParallelism() > 0, found: String(availableParallelism()) },
  ];
  try {
    const { maximumBytes } = heapStatistics();
    findings.push({
      what: 'shared heap',
      good: true,
      found: `may grow to ${maximumBytes / 2 ** 20} MiB (configureHeap({ maximumBytes }) changes that)`,
    });
    const answer = await spawn((a: number, b: number) => a * b, 6, 7);
    findings.push({ what: 'a thread', good: answer === 42, found: answer === 42 ? 'runs and returns' : `returned ${answer} for 6 × 7` });
  } catch (error) {
    findings.push({ what: 'a thread', good: false, found: (error as Error).message });
  }
  return findings;
}

function runtimeName(): string {
  const { versions } = process as unknown as { versions: Record<string, string | undefined> };
  for (const name of ['bun', 'deno', 'node']) if (versions[name] !== undefined) return `${name} ${versions[name]}`;
  return 'unknown';
}

async function lookAt(url: string): Promise<Finding[]> {
  if (!URL.canParse(url)) return [{ what: url, good: false, found: 'is no URL', advice: 'give it whole: --url http://localhost:5173/' }];
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    return [
      { what: url, good: false, found: `does not answer (${String((error as Error).cause ?? error)})`, advice: 'start the server first' },
    ];
  }
  await response.body?.cancel();
  const { protocol, hostname } = new URL(url);
  const secure = protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return [
    {
      what: 'secure context',
      good: secure,
      found: secure ? 'yes' : `${protocol}//${hostname} is not`,
      advice: 'serve the page over https, or from localhost',
    },
    ...Object.entries(HEADERS).map(([name, { value, alternatives }]) => {
      const found = response.headers.get(name);
      return {
        what: name,
        good: found !== null && [value, ...alternatives].includes(found.split(';')[0]!.trim()),
        found: found ?? 'missing',
        advice: `send ${name}: ${value} with the document${name.includes('Embedder') ? ', and with the scripts of workers' : ''}`,
      };
    }),
  ];
}

function printHeaders(host: string | undefined): void {
  console.log(
    '\nA web page shares memory between threads only if it is cross-origin isolated: over https (or from localhost), with these headers:\n',
  );
  for (const [name, { value }] of Object.entries(HEADERS)) console.log(`  ${name}: ${value}`);
  for (const [name, { where, lines }] of Object.entries(HOSTS)) {
    if (host !== undefined && host !== name) continue;
    console.log(`\n${name} (${where})\n`);
    for (const line of lines) console.log(`  ${line}`);
  }
}
