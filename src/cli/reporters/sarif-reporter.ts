import { pathToFileURL } from 'node:url';
import type { Place, Step, Trace } from '../../check/report/trace.ts';
import { describeStep } from '../../check/report/step-text.ts';
import type { Ended, Reporter, Write } from './reporter.ts';
import { repositoryPath, storyOf, type Story } from './story.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** The name of the folder that paths are relative to. */
const ROOT = 'ROOT';

/** What each kind of finding means, by its name in results. */
const RULES: Readonly<Record<string, string>> = {
  assertion: 'An assertion fails in an execution that the memory model allows.',
  exception: 'A thread throws in an execution that the memory model allows.',
  deadlock: 'All threads that have not ended wait for what cannot come any more.',
  livelock: 'Threads spin for ever: nobody is left to change what they read.',
  dataRace: 'Two accesses of one word, of which one is plain and one writes, happen without either happening before the other.',
  nondeterminism: 'A thread depends on something else than shared memory.',
  useAfterFree: 'Memory of the heap is used after it was freed.',
  doubleFree: 'A block of the heap is freed twice.',
  missed: 'A fault that the program has on purpose was not found.',
  incomplete: 'A bound was reached before every execution was explored.',
  notChecked: 'The check could not be run.',
};
const RULE_IDS = Object.keys(RULES);

/** For code scanning: SARIF 2.1.0, a result for each check that is not as it should be, with the steps of each thread as a flow. */
export class SarifReporter implements Reporter {
  readonly #write: Write;
  readonly #results: object[] = [];
  readonly #notifications: object[] = [];
  readonly #version: string;

  constructor(write: Write, version: string) {
    this.#write = write;
    this.#version = version;
  }

  ended(ended: Ended): void {
    const story = storyOf(ended);
    if (story !== undefined) this.#results.push(resultOf(ended, story));
  }

  problem(message: string, file: string | undefined): void {
    this.#notifications.push({
      level: 'error',
      message: { text: message },
      ...(file === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: artifactOf(file) } }] }),
    });
  }

  end(): void {
    const run = {
      tool: {
        driver: {
          name: 'lockwright check',
          semanticVersion: this.#version,
          rules: RULE_IDS.map((id) => ({ id, shortDescription: { text: RULES[id] } })),
        },
      },
      originalUriBaseIds: { [ROOT]: { uri: `${pathToFileURL(process.env['GITHUB_WORKSPACE'] ?? process.cwd()).href}/` } },
      columnKind: 'utf16CodeUnits',
      invocations: [{ executionSuccessful: this.#notifications.length === 0, toolExecutionNotifications: this.#notifications }],
      results: this.#results,
    };
    this.#write(JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 1));
  }
}

function resultOf({ file, line, id }: Ended, { kind, isError, message, details, places }: Story): object {
  const [first, ...others] = places;
  const trace = line.error?.trace;
  const flows = trace === undefined ? [] : flowsOf(trace);
  return {
    ruleId: kind,
    ...(RULE_IDS.includes(kind) ? { ruleIndex: RULE_IDS.indexOf(kind) } : {}),
    level: isError ? 'error' : 'warning',
    message: { text: `${line.name}: ${message}`, markdown: `**${line.name}**: ${message}\n\n\`\`\`\n${details}\n\`\`\`` },
    locations: [first === undefined ? { physicalLocation: { artifactLocation: artifactOf(file) } } : locationOf(first)],
    ...(others.length === 0 ? {} : { relatedLocations: others.map(locationOf) }),
    ...(flows.length === 0 ? {} : { codeFlows: [{ threadFlows: flows }] }),
    partialFingerprints: { 'check/v1': `${repositoryPath(file)}: ${line.name} (${line.model})` },
    properties: { model: line.model, executions: line.executions, blocked: line.blocked, ...(id === undefined ? {} : { trace: id }) },
  };
}

/** A flow for each thread; the numbers of the steps tell in which order those of different threads were taken. */
function flowsOf(trace: Trace): object[] {
  return trace.threads.flatMap(({ thread, name }) => {
    const steps = trace.steps.filter((step) => step.thread === thread);
    return steps.length === 0 ? [] : [{ id: name, locations: steps.map((step) => flowLocation(trace, step)) }];
  });
}

function flowLocation(trace: Trace, step: Step): object {
  const message = { text: describeStep(trace, step) };
  return { executionOrder: step.id, location: { ...(step.place === undefined ? {} : locationOf(step.place)), message } };
}

function locationOf({ file, line, column }: Place): object {
  return { physicalLocation: { artifactLocation: artifactOf(file), region: { startLine: line, startColumn: column } } };
}

function artifactOf(file: string): object {
  const path = repositoryPath(file);
  const isAbsolute = /^(?:\/|[A-Za-z]:|\w+:)/.test(path);
  if (isAbsolute) return { uri: /^\w{2,}:/.test(path) ? path : pathToFileURL(path).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: ROOT };
}
