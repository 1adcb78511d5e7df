import type { Advice } from '../../check/advice/advise.ts';
import type { Request } from '../check-options.ts';
import { ProgressLine } from '../check-progress.ts';
import { stuckText } from '../check-session.ts';
import { Watch } from '../check-watch.ts';
import { openOutput } from '../reporters/make-reporters.ts';
import { terminalOf, WITHOUT_TERMINAL } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const GOOD = 0;
const TO_MEND = 1;
const UNUSABLE = 2;

/** `lockwright check --orders`. Exit code 0 if every declared order is needed, 1 if one is too strong or a check is wrong, 2 if that could not be found out. */
export async function orders(request: Request): Promise<number> {
  const [{ name, output }, other] = request.reporters as [Request['reporters'][number], unknown];
  if (other !== undefined || (name !== 'text' && name !== 'json'))
    throw new UsageError('--orders writes one report, as text or as JSON (--json)');
  const write = openOutput(output);
  const line = new ProgressLine(process.stderr);
  let problems = request.problems.length;
  const problem = (message: string) => {
    line.clear();
    problems++;
    console.error(`lockwright check: ${message}`);
  };
  for (const message of request.problems) console.error(`lockwright check: ${message}`);
  let advice: Advice | undefined;
  const watch = new Watch(
    {
      onMessage(message) {
        if (message.type === 'unusable') problem(`${message.file} ${message.message}`);
        if (message.type === 'loaded' && message.all.length === 0) problem(`${message.file} declares no checks`);
        if (message.type === 'refused') problem(message.message);
        if (message.type === 'step') line.show(message.text);
        if (message.type === 'advice') advice = message.advice;
      },
      onHalt(halt, during) {
        const text = halt.why === 'stuck' ? stuckText(halt, typeof during === 'string') : halt.message;
        problem(`${typeof during === 'string' ? during : during.name}: ${text}`);
        void watch.stop();
      },
    },
    request.watchdogMs,
  );
  const interrupt = () => {
    problem('interrupted');
    void watch.stop();
  };
  process.once('SIGINT', interrupt);
  await watch.run({ ...request, orders: true });
  process.off('SIGINT', interrupt);
  line.clear();
  if (advice === undefined) return UNUSABLE;
  const terminal = output === undefined ? terminalOf(process.stdout, request.color) : WITHOUT_TERMINAL;
  write(name === 'json' ? JSON.stringify(advice) : (await import('./orders-text.ts')).ordersText(advice, terminal));
  return codeOf(advice, problems);
}

function codeOf({ sites, mendings, checks }: Advice, problems: number): number {
  if (mendings.length > 0 || sites.some(({ finding }) => finding === 'tooStrong')) return TO_MEND;
  const nothingAsked = checks.every(({ left }) => left !== undefined);
  return problems > 0 || nothingAsked || sites.some(({ finding }) => finding === 'undecided') ? UNUSABLE : GOOD;
}
