/** A test runner in which a check becomes a test. */
export interface Runner {
  readonly name: 'vitest' | 'node:test';
  declare(name: string, run: (attach: Attach) => Promise<unknown>): void;
}

/** Gives the result of a test something to look at, with a note. Returns where the runner put the file, if it takes files and says so. */
export type Attach = (note: string, file: AttachedFile) => Promise<string | undefined>;

export interface AttachedFile {
  readonly contentType: string;
  readonly text: string;
}

/** What of the host's globals is looked at here; each may be missing. */
interface Host {
  process?: {
    env?: Record<string, string | undefined>;
    execArgv?: readonly string[];
    getBuiltinModule?: (name: string) => unknown;
  };
  /** What `import … from 'vitest'` gives, which Vitest keeps here for `import.meta.vitest`. */
  __vitest_index__?: {
    test: (name: string, run: (context: VitestContext) => Promise<unknown>, limitMs: number) => void;
    expect?: { getState?: () => { currentTestName?: string } };
  };
}

interface VitestContext {
  /** Since Vitest 3.2. */
  annotate?: (note: string, attachment: { contentType: string; body: Uint8Array }) => Promise<{ attachment?: { path?: string } }>;
}

interface NodeContext {
  diagnostic: (note: string) => void;
}

/** Vitest ends no test by time then: a check has bounds of its own. */
const NO_LIMIT = 0;

/** The test runner that loads this program and takes tests now; undefined in an ordinary program, and inside of a running test of Vitest. Costs a look at the globals. */
export function testRunner(host: Host = globalThis as unknown as Host): Runner | undefined {
  const vitest = host.__vitest_index__;
  if (vitest !== undefined) {
    if (vitest.expect?.getState?.().currentTestName !== undefined) return undefined;
    return { name: 'vitest', declare: (name, run) => vitest.test(name, (context) => run(attachInVitest(context)), NO_LIMIT) };
  }
  if (!runsNodeTests(host)) return undefined;
  const { test } = host.process!.getBuiltinModule!('node:test') as {
    test: (name: string, run: (context: NodeContext) => Promise<unknown>) => void;
  };
  return { name: 'node:test', declare: (name, run) => test(name, (context) => run(noteInNode(context))) };
}

function attachInVitest({ annotate }: VitestContext): Attach {
  return async (note, { contentType, text }) => {
    const annotation = await annotate?.(note, { contentType, body: new TextEncoder().encode(text) });
    return annotation?.attachment?.path;
  };
}

/** Node's runner takes notes, but no files. */
function noteInNode(context: NodeContext): Attach {
  return async (note) => {
    context.diagnostic(note);
    return undefined;
  };
}

function runsNodeTests({ process }: Host): boolean {
  try {
    if (process?.getBuiltinModule === undefined) return false;
    return process.env?.['NODE_TEST_CONTEXT'] !== undefined || process.execArgv?.includes('--test') === true;
  } catch {
    return false; // Deno asks for a permission; no answer means no
  }
}
