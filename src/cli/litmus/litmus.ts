import { parseArgs } from 'node:util';
import { causeOf, type CompiledModel, judge, type Judgement, type Run } from '../../litmus/index.ts';
import { UsageError } from '../usage-error.ts';
import { failed, type Failed, Models, orError, testsOf } from './load.ts';

const HELP = `Usage: lockwright litmus FILE|FOLDER… [--model NAME | --cat FILE] [--unroll N] [--explain [--all]] [--svg FILE] [--html FILE] [--json]
       lockwright litmus FILE|FOLDER… --compare NAME,NAME… [--json]
       lockwright litmus FILE|FOLDER… --run [--seconds N] [--json]
       lockwright litmus --catalogue [FILE|FOLDER…] [--json]

Lists the final states that a memory model allows each test, in herd's format (X86, X86_64, AArch64, C and JS);
a FILE.json holds tests in the short notation for JS.

  --model NAME   sc, x86tso, aarch64, rc11, js or js-2017; by default the one of the test's language
  --cat FILE     a model of your own in the cat language
  --unroll N     how often loops go round whose condition hangs on what is read (2, as in herd7)
  --explain      why the outcomes that the condition names are forbidden: the axiom and its cycle, step by step;
                 or how they come about
  --all          explains all outcomes
  --svg FILE     draws what is explained: one picture for each outcome
  --html FILE    a page that shows what is explained, thread by thread
  --compare A,B  where models allow different outcomes
  --catalogue    which of the classic tests each model allows, as a table
  --run          runs tests on real threads, as JavaScript, and counts what comes out, beside what the model says
  --seconds N    how long each test is run (2)
  --json         one line of JSON for each test`;

const UNUSABLE = 2;
const MS_PER_SECOND = 1000;
const FORBIDDEN_SEEN = 1;
/** How long a test is run: what a user waits for without thinking. */
const SECONDS = 2;

/** `lockwright litmus`. Exit code 0, 1 if a run has an outcome that the model forbids, or 2 if a test or a model cannot be read, or a test not be run. */
export async function litmus(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      model: { type: 'string' },
      cat: { type: 'string' },
      explain: { type: 'boolean' },
      all: { type: 'boolean' },
      svg: { type: 'string' },
      html: { type: 'string' },
      compare: { type: 'string' },
      run: { type: 'boolean' },
      seconds: { type: 'string' },
      unroll: { type: 'string' },
      catalogue: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  if (values.help === true || (positionals.length === 0 && values.catalogue !== true)) {
    console.log(HELP);
    return values.help === true ? 0 : UNUSABLE;
  }
  try {
    // Each is loaded only when it is asked for, since each file costs time.
    if (values.catalogue === true) return (await import('./catalogue.ts')).catalogue(positionals, values.json === true, values.unroll);
    if (values.compare !== undefined)
      return (await import('./compare.ts')).compare(positionals, values.compare.split(','), values.json === true, values.unroll);
    return await judgeAll(positionals, values);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`lockwright litmus: ${error.message}`);
    return UNUSABLE;
  }
}

interface Options {
  readonly model?: string | undefined;
  readonly cat?: string | undefined;
  readonly explain?: boolean | undefined;
  readonly all?: boolean | undefined;
  readonly svg?: string | undefined;
  readonly html?: string | undefined;
  readonly json?: boolean | undefined;
  readonly run?: boolean | undefined;
  readonly seconds?: string | undefined;
  readonly unroll?: string | undefined;
}

async function judgeAll(paths: readonly string[], options: Options): Promise<number> {
  const models = new Models(options.model, options.cat);
  const explains = options.explain === true || options.svg !== undefined || options.html !== undefined;
  const explainer = explains ? new (await import('./explainer.ts')).Explainer(options) : undefined;
  const runFor = Number(options.seconds ?? SECONDS);
  if (!(runFor > 0)) throw new UsageError(`--seconds ${options.seconds} is no time: give a number above 0`);
  const runner = options.run === true ? await import('./run.ts') : undefined;
  let code = 0;
  for (const test of testsOf(paths, options.unroll)) {
    const start = performance.now();
    const result = failed(test)
      ? test
      : orError(test.name, () => {
          const model = models.nameFor(test);
          const { verdict, states, undefinedBehaviour, flags, notes } = judge(test, models.get(model));
          const seconds = (performance.now() - start) / MS_PER_SECOND;
          return {
            test: test.name,
            arch: test.arch,
            model,
            condition: test.conditionText,
            verdict,
            states,
            seconds,
            undefinedBehaviour,
            flags,
            ...(notes === undefined ? {} : { notes }),
          };
        });
    if (failed(result)) code = UNUSABLE;
    const explanation =
      explainer === undefined || failed(test) || failed(result)
        ? undefined
        : explainer.explain(test, models.get(result.model), result.model);
    const run = runner === undefined || failed(test) || failed(result) ? undefined : await runner.runOrReason(test, result, runFor);
    if (run !== undefined) code = Math.max(code, codeOf(run));
    const lines = [
      ...(explanation?.lines ?? []),
      ...(runner === undefined || run === undefined || failed(test) || failed(result)
        ? []
        : runner.linesOf(test, run, result.model, result.undefinedBehaviour)),
    ];
    const more = { ...(explanation === undefined ? {} : { explanations: explanation.data }), ...(run === undefined ? {} : { run }) };
    if (options.json === true) console.log(JSON.stringify({ ...result, ...more }));
    else console.log([textOf(result, models), ...lines.map((line) => (line === '' ? line : `  ${line}`))].join('\n'));
  }
  if (explainer !== undefined) for (const line of await explainer.end()) console.error(line);
  return code;
}

const codeOf = (run: Run | { readonly reason: string }): number =>
  'reason' in run ? UNUSABLE : run.seen.every(({ allowed }) => allowed) ? 0 : FORBIDDEN_SEEN;

interface Judged extends Judgement {
  readonly test: string;
  readonly model: string;
  readonly condition: string;
}

function textOf(result: Judged | Failed, models: Models): string {
  if (failed(result)) return result.error;
  return [
    `${result.test} (${result.model}): ${result.verdict}${result.undefinedBehaviour ? ', undefined behaviour' : ''}`,
    ...(result.undefinedBehaviour
      ? [
          `  Some execution has a ${causesOf(models.get(result.model))}, so the program is undefined and may do anything: --explain shows one.`,
        ]
      : []),
    ...result.states.map((state) => `  ${state}`),
    ...result.flags.map((flag) => `  flag: ${flag}`),
    ...(result.notes ?? []).map((note) => `  note: ${note}`),
    `  ${result.condition}`,
  ].join('\n');
}

/** What makes programs undefined, as the model calls it: `data-race`. */
const causesOf = ({ checks }: CompiledModel): string =>
  checks.flatMap((check) => ('role' in check && check.role === 'undefined' ? [causeOf(check.name)] : [])).join(' or ');
