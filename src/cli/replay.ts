import { emitKeypressEvents } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Trace } from '../check/report/trace.ts';
import { sourceLine } from '../realm/source-text.ts';
import { KEYS_HELP, move } from './replay-keys.ts';
import { everyStep, view, type ViewOptions } from './replay-view.ts';
import { terminalOf } from './terminal.ts';
import { changeNotes, findTrace, keptTracesText, TraceError } from './trace-store.ts';

const HELP = `Usage: lockwright replay ID|FILE.json [--step N] [--no-color]

Steps through a counterexample that lockwright check found and kept in .lockwright/.

  ${KEYS_HELP}

  --step N    prints the state after step N, and ends; 0 is the state before the first
  --no-color  no colours (also: NO_COLOR=1)

Where the output is no terminal, it prints all steps. Without an ID it lists the traces that are kept.`;

const UNUSABLE = 2;

/** `lockwright replay`. Exit code 0, or 2 if there is no such trace. */
export async function replay(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, step: { type: 'string' }, 'no-color': { type: 'boolean' } },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const [name, ...others] = positionals;
  if (name === undefined) return fail(`which trace? ${keptTracesText()}`);
  if (others.length > 0) return fail(`it shows one trace at a time, but was given ${positionals.length}`);
  let trace: Trace;
  try {
    trace = await findTrace(name);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return fail(`${error.message}. ${keptTracesText()}`);
  }
  for (const note of changeNotes(trace)) console.error(`lockwright replay: ${note}`);
  const { width, color, interactive } = terminalOf(process.stdout, values['no-color'] !== true);
  const options: ViewOptions = { width, height: Infinity, color, sourceLine };
  if (values.step !== undefined) return printStep(trace, values.step, options);
  if (interactive && process.stdin.isTTY === true) return stepThrough(trace, options);
  console.log(everyStep(trace, options).join('\n'));
  return 0;
}

function fail(message: string): number {
  console.error(`lockwright replay: ${message}`);
  return UNUSABLE;
}

function printStep(trace: Trace, text: string, options: ViewOptions): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > trace.steps.length)
    return fail(`--step ${text}: this trace has the steps 1 to ${trace.steps.length}, and 0 before them`);
  console.log(view(trace, count, options).join('\n'));
  return 0;
}

/** A screen of its own, which leaves what was there before as it was. */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_TO_END = '\x1b[J';
const CLEAR_TO_END_OF_LINE = '\x1b[K';

/** Draws, waits for a key, moves; until the user has seen enough. */
function stepThrough(trace: Trace, options: ViewOptions): Promise<number> {
  const { stdin, stdout } = process;
  let count = 0;
  const draw = () => {
    const { columns: width, rows: height } = stdout;
    const lines = view(trace, count, { ...options, width, height: height - 2 }).slice(0, height - 2);
    stdout.write(`${HOME}${[...lines, '', KEYS_HELP].map((line) => line + CLEAR_TO_END_OF_LINE).join('\r\n')}${CLEAR_TO_END}`);
  };
  return new Promise((resolve) => {
    const onKey = (character: string | undefined, key: { name?: string; ctrl?: boolean; shift?: boolean }) => {
      const name =
        key.ctrl === true && key.name === 'c'
          ? 'ctrl-c'
          : key.shift === true && character !== undefined
            ? character
            : (key.name ?? character ?? '');
      const next = move(trace, count, name);
      if (next !== undefined) {
        count = next;
        return draw();
      }
      stdin.off('keypress', onKey).setRawMode(false).pause();
      stdout.off('resize', draw).write(LEAVE);
      return resolve(0);
    };
    emitKeypressEvents(stdin);
    stdin.setRawMode(true).on('keypress', onKey).resume();
    stdout.on('resize', draw).write(ENTER);
    draw();
  });
}
