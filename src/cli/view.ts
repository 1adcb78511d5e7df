import { statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { traceId } from '../check/report/trace-id.ts';
import type { Trace, TraceSet } from '../check/report/trace.ts';
import { FOLDER, keepFile } from '../realm/kept-files.ts';
import { openFile } from './open-file.ts';
import { changeNotes, findTrace, keptTracesText, TraceError } from './trace-store.ts';
import { UsageError } from './usage-error.ts';
import { viewPage } from './view-page.ts';
import { viewerScript } from './view-script.ts';

const HELP = `Usage: lockwright view ID|FILE.json|LINK [-o FILE] [--no-open]
       lockwright view FILE --all [--only NAME] [--model M] [--budget LIMIT] [--most N]

Writes a page that shows a counterexample, and opens it in the browser: one file, which needs no network.

  -o, --output FILE  where the page is written; otherwise into .lockwright/
  --no-open          only writes it
  --all              explores the check of a file, and shows its executions and their tree,
                     also where nothing is wrong
  --only NAME        of several checks, the one whose name contains NAME
  --model, --budget  as for lockwright check
  --most N           keeps at most so many executions (200)

A LINK is what the page copies: it has the whole trace in it.`;

const UNUSABLE = 2;
const MOST_EXECUTIONS = 200;

/** `lockwright view`. Exit code 0, or 2 if there is nothing to show. */
export async function view(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      output: { type: 'string', short: 'o' },
      open: { type: 'boolean' },
      all: { type: 'boolean' },
      only: { type: 'string' },
      model: { type: 'string' },
      budget: { type: 'string' },
      most: { type: 'string' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  try {
    const [name, ...others] = positionals;
    if (others.length > 0) throw new UsageError(`it shows one thing at a time, but was given ${positionals.length}`);
    if (name === undefined) throw new UsageError(values.all === true ? 'which file of checks?' : `which trace? ${keptTracesText()}`);
    const { data, hash } = values.all === true ? await allOf(name, values) : await oneOf(name, values);
    const path = await write(data, values.output);
    await show(path, hash, values.open !== false);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TraceError)) throw error;
    console.error(`lockwright view: ${error.message}${error instanceof TraceError ? `. ${keptTracesText()}` : ''}`);
    return UNUSABLE;
  }
}

interface Shown {
  readonly data: Trace | TraceSet;
  /** Where in it the page opens: what a link has after `#`. */
  readonly hash: string;
}

interface Values {
  readonly only?: string | undefined;
  readonly model?: string | undefined;
  readonly budget?: string | undefined;
  readonly most?: string | undefined;
}

async function allOf(file: string, { only, model, budget, most = String(MOST_EXECUTIONS) }: Values): Promise<Shown> {
  if (!/^[1-9]\d*$/.test(most)) throw new UsageError(`--most ${most} is no count: give a whole number above 0`);
  const { executionsOf } = await import('./view-executions.ts');
  const more = [...(model === undefined ? [] : ['--model', model]), ...(budget === undefined ? [] : ['--budget', budget])];
  return { data: await executionsOf({ file, only, more, most: Number(most) }), hash: '' };
}

async function oneOf(name: string, values: Values): Promise<Shown> {
  const given = (['only', 'model', 'budget', 'most'] as const).find((option) => values[option] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} goes with --all, which explores the check of a file`);
  if (!name.includes('#')) return { data: await findTrace(name), hash: '' };
  return { data: await findTrace(name), hash: name.slice(name.indexOf('#')).replace(/&?trace=[\w-]*/, '') };
}

const BYTES_PER_KB = 1000;

/** Returns the path of the page. */
async function write(data: Trace | TraceSet, output: string | undefined): Promise<string> {
  const notes = changeNotes(data);
  const page = await viewPage({ data, script: await viewerScript(), notes });
  const path = output ?? `${FOLDER}/${nameOf(data)}.html`;
  try {
    if (output === undefined) keepFile(`${nameOf(data)}.html`, page);
    else writeFileSync(output, page);
  } catch (error) {
    throw new UsageError(`${path} could not be written: ${(error as Error).message}`);
  }
  for (const note of notes) console.error(`lockwright view: ${note}`);
  console.log(`${path}  ${Math.ceil(statSync(path).size / BYTES_PER_KB)} kB`);
  return path;
}

/** A trace has its ID; a set is named by its check and model. */
function nameOf(data: Trace | TraceSet): string {
  if ('steps' in data) return traceId(data);
  return `${data.check}-${data.model}`
    .toLowerCase()
    .replaceAll(/[^\w]+/g, '-')
    .slice(0, LONGEST_NAME);
}
const LONGEST_NAME = 60;

async function show(path: string, hash: string, open: boolean): Promise<void> {
  const url = pathToFileURL(resolve(path)).href + hash;
  if (open && !(await openFile(url))) console.log(`There is no browser to open it in: go to ${url}`);
}
