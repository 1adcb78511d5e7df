import { UsageError } from '../usage-error.ts';

/** Whether several may write one after the other to the same place. */
const IS_DOCUMENT = { text: false, github: false, json: true, junit: true, sarif: true } as const;
export type ReporterName = keyof typeof IS_DOCUMENT;

export interface ReporterRequest {
  readonly name: ReporterName;
  /** Undefined: the standard output. */
  readonly output: string | undefined;
}

/** What of the tokens of `parseArgs` is looked at. */
export interface Argument {
  readonly kind: string;
  readonly name?: string;
  readonly value?: string | undefined;
}

/** The reporters that the arguments ask for, in their order; each `--output` belongs to the reporter before it. */
export function readReporters(args: readonly Argument[]): readonly ReporterRequest[] {
  const found: ReporterRequest[] = [];
  for (const { kind, name, value } of args) {
    if (kind !== 'option') continue;
    if (name === 'json') found.push({ name: 'json', output: undefined });
    if (name === 'reporter') found.push({ name: readName(value!), output: undefined });
    if (name === 'output') {
      const last = found.pop() ?? { name: 'text', output: undefined };
      if (last.output !== undefined)
        throw new UsageError(
          `--output ${value}: the reporter '${last.name}' already writes to ${last.output}. Name a --reporter before each --output`,
        );
      found.push({ ...last, output: value! });
    }
  }
  if (found.length === 0) return [{ name: 'text', output: undefined }];
  refuseSharing(found);
  return found;
}

function readName(text: string): ReporterName {
  if (!Object.hasOwn(IS_DOCUMENT, text))
    throw new UsageError(`there is no reporter '${text}'. Known: ${Object.keys(IS_DOCUMENT).join(', ')}`);
  return text as ReporterName;
}

/** Two documents in one file are none. */
function refuseSharing(requests: readonly ReporterRequest[]): void {
  for (const [i, { name, output }] of requests.entries()) {
    const other = requests.slice(0, i).find((one) => one.output === output);
    if (other === undefined || (!IS_DOCUMENT[name] && !IS_DOCUMENT[other.name] && name !== other.name)) continue;
    const where = output ?? 'the standard output';
    throw new UsageError(
      `the reporters '${other.name}' and '${name}' both write to ${where}: name a file for one of them, such as --reporter ${name} --output FILE`,
    );
  }
}
