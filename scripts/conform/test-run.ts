import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { runInThisContext, Script } from 'node:vm';
import type { TestHost } from './host.ts';
import type { Run, Verdict } from './messages.ts';
import { type Metadata, readMetadata } from './metadata.ts';

const ALWAYS_INCLUDED = ['assert.js', 'sta.js'];
const FOR_ASYNC = 'doneprintHandle.js';
const COMPLETE = 'Test262:AsyncTestComplete';
const FAILURE = 'Test262:AsyncTestFailure:';

/** Runs a test as INTERPRETING.md of test262 says, in the realm of this thread, which is its own. */
export async function runTest({ checkout, file, isStrict, form }: Run, host: TestHost): Promise<Verdict> {
  const path = `${checkout}/${file}`;
  const text = readFileSync(path, 'utf8');
  const metadata = readMetadata(text);
  const { flags } = metadata;
  const isAsync = flags.includes('async');
  const printed = Promise.withResolvers<string>();
  define('print', (message: unknown) => printed.resolve(String(message)));
  define('$262', host.objectFor(globalThis));
  if (form === 'instrumented') (await import('./real-machine.ts')).instrumentForGood();
  if (!flags.includes('raw')) {
    const includes = [...ALWAYS_INCLUDED, ...(isAsync ? [FOR_ASYNC] : []), ...metadata.includes];
    for (const include of includes) evaluate(`${checkout}/harness/${include}`);
  }
  const thrown = await thrownBy(path, isStrict ? `"use strict";\n${text}` : text, metadata);
  if (metadata.negative !== undefined) return judgeNegative(metadata.negative, thrown);
  if (thrown !== undefined) return `threw ${textOf(thrown.error)}`;
  return isAsync ? judgeAsync(await printed.promise) : undefined;
}

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}

function evaluate(path: string): void {
  runInThisContext(readFileSync(path, 'utf8'), { filename: path });
}

interface Thrown {
  readonly error: unknown;
  readonly whenParsed: boolean;
}

async function thrownBy(path: string, text: string, { flags }: Metadata): Promise<Thrown | undefined> {
  let whenParsed = true;
  try {
    if (flags.includes('module')) {
      await import(pathToFileURL(path).href);
      return undefined;
    }
    const script = new Script(text, { filename: path });
    whenParsed = false;
    script.runInThisContext();
    return undefined;
  } catch (error) {
    return { error, whenParsed };
  }
}

function judgeNegative({ phase, type }: { readonly phase: string; readonly type: string }, thrown: Thrown | undefined): Verdict {
  if (thrown === undefined) return `did not throw a ${type}`;
  const name = (thrown.error as { constructor?: { name?: string } } | undefined)?.constructor?.name;
  if (name !== type) return `threw ${textOf(thrown.error)}, and no ${type}`;
  return thrown.whenParsed === (phase !== 'runtime') ? undefined : `threw its ${type} not in the phase '${phase}'`;
}

function judgeAsync(message: string): Verdict {
  if (message === COMPLETE) return undefined;
  return message.startsWith(FAILURE) ? message.slice(FAILURE.length).trim() : `printed ${message}`;
}

function textOf(error: unknown): string {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return message === undefined ? String(error) : `${String(name ?? (error as object).constructor.name)}: ${String(message)}`;
}
