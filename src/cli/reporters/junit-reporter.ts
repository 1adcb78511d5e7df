import { type Counts, type Ended, type Reporter, standingOf, type Write } from './reporter.ts';
import { repositoryPath, storyOf } from './story.ts';

/** For CI servers: JUnit's XML, a suite for each file and a case for each check. What is incomplete or could not be run is an error, what is wrong a failure. */
export class JUnitReporter implements Reporter {
  readonly #write: Write;
  /** By file. */
  readonly #suites = new Map<string, Suite>();

  constructor(write: Write) {
    this.#write = write;
  }

  ended(ended: Ended): void {
    const { file, line, place } = ended;
    const story = storyOf(ended);
    const attributes = {
      name: line.name,
      classname: repositoryPath(file),
      file: repositoryPath(file),
      line: place?.line,
      time: rounded(line.seconds),
    };
    const properties = { model: line.model, executions: line.executions, blocked: line.blocked, trace: ended.id };
    const told =
      story === undefined ? '' : element(TAGS[standingOf(ended)], { type: story.kind, message: story.message }, text(story.details));
    const list = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [element('property', { name, value })]));
    this.#add(file, standingOf(ended), line.seconds, element('testcase', attributes, element('properties', {}, list.join('')) + told));
  }

  problem(message: string, file: string | undefined): void {
    const name = file === undefined ? 'lockwright check' : `${file} can be run`;
    const told = element('error', { type: 'notRun', message }, text(message));
    this.#add(file ?? name, 'incomplete', 0, element('testcase', { name, classname: repositoryPath(file ?? name), time: 0 }, told));
  }

  #add(file: string, standing: keyof Counts, seconds: number, xml: string): void {
    let suite = this.#suites.get(file);
    if (suite === undefined) this.#suites.set(file, (suite = { cases: [], failures: 0, errors: 0, time: 0 }));
    suite.cases.push(xml);
    suite.time += seconds;
    if (standing === 'wrong') suite.failures++;
    if (standing === 'incomplete') suite.errors++;
  }

  end(): void {
    const suites = [...this.#suites].map(([file, { cases, ...numbers }]) =>
      element(
        'testsuite',
        { name: repositoryPath(file), tests: cases.length, skipped: 0, ...numbers, time: rounded(numbers.time) },
        `\n${cases.join('\n')}\n`,
      ),
    );
    const sum = (of: (suite: Suite) => number): number => [...this.#suites.values()].reduce((total, suite) => total + of(suite), 0);
    const totals = {
      name: 'lockwright check',
      tests: sum(({ cases }) => cases.length),
      failures: sum(({ failures }) => failures),
      errors: sum(({ errors }) => errors),
      time: rounded(sum(({ time }) => time)),
    };
    this.#write(`<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', totals, `\n${suites.join('\n')}\n`)}`);
  }
}

interface Suite {
  readonly cases: string[];
  failures: number;
  errors: number;
  time: number;
}

const TAGS = { correct: '', wrong: 'failure', incomplete: 'error' } as const;

function element(tag: string, attributes: Readonly<Record<string, string | number | undefined>>, content = ''): string {
  const list = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}="${attribute(String(value))}"`],
  );
  return content === '' ? `<${tag}${list.join('')}/>` : `<${tag}${list.join('')}>${content}</${tag}>`;
}

/** What XML 1.0 has no place for, not even escaped: control characters, halves of surrogate pairs, and two others. */
// oxlint-disable-next-line no-control-regex -- these are what is to be found
const NOT_IN_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

function text(value: string): string {
  return value.toWellFormed().replace(NOT_IN_XML, '\ufffd').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Readers make blanks of what is not escaped here. */
function attribute(value: string): string {
  return text(value).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;').replaceAll('\r', '&#13;');
}

const MILLISECONDS = 1000;

/** To the millisecond. */
function rounded(seconds: number): number {
  return Math.round(seconds * MILLISECONDS) / MILLISECONDS;
}
