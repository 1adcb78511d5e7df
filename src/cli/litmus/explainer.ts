import { writeFileSync } from 'node:fs';
import { explain, type CompiledModel, type Explanation, type LitmusTest, svgOf, wordsOf } from '../../litmus/index.ts';
import type { Trace, TraceSet } from '../../check/report/trace.ts';
import { UsageError } from '../usage-error.ts';
import { viewPage } from '../view-page.ts';
import { viewerScript } from '../view-script.ts';
import { traceOf } from './trace.ts';

/** Explains outcomes in words, and keeps pictures and a page of them where they are asked for. Costs the explanations. */
export class Explainer {
  readonly #all: boolean;
  readonly #svg: string | undefined;
  readonly #html: string | undefined;
  readonly #written: string[] = [];
  readonly #traces: Trace[] = [];
  #title = '';
  #model = '';
  #pictures = 0;

  constructor({
    all,
    svg,
    html,
  }: {
    readonly all?: boolean | undefined;
    readonly svg?: string | undefined;
    readonly html?: string | undefined;
  }) {
    this.#all = all === true;
    this.#svg = svg;
    this.#html = html;
  }

  explain(
    test: LitmusTest,
    model: CompiledModel,
    name: string,
  ): { readonly lines: readonly string[]; readonly data: readonly Explanation[] } {
    const explanations = explain(test, model, this.#all);
    for (const explanation of explanations) {
      if (explanation.kind === 'impossible') continue;
      if (this.#svg !== undefined) this.#draw(svgOf(explanation, `${test.name} (${name})`));
      if (this.#html !== undefined) this.#traces.push(traceOf(test, name, explanation));
    }
    this.#title = this.#title === '' ? test.name : `${this.#title}, ${test.name}`;
    this.#model = name;
    return { lines: explanations.flatMap((explanation) => ['', ...wordsOf(explanation)]), data: explanations };
  }

  /** The first picture has the name that was given, the others a number before its end. */
  #draw(svg: string): void {
    const number = ++this.#pictures;
    const path = number === 1 ? this.#svg! : this.#svg!.replace(/(\.\w+)?$/, `-${number}$1`);
    write(path, svg);
    this.#written.push(path);
  }

  /** Writes the page. Returns what was written. */
  async end(): Promise<readonly string[]> {
    if (this.#html !== undefined && this.#traces.length > 0) {
      const set: TraceSet = {
        version: this.#traces[0]!.version,
        check: this.#title,
        model: this.#model,
        verdict: this.#traces.some(({ error }) => error !== undefined) ? 'wrong' : 'correct',
        executions: this.#traces.length,
        blocked: 0,
        traces: this.#traces,
      };
      write(
        this.#html,
        await viewPage({ data: this.#traces.length === 1 ? this.#traces[0]! : set, script: await viewerScript(), notes: [] }),
      );
      this.#written.push(this.#html);
    }
    return this.#written;
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${path} could not be written: ${(error as Error).message}`);
  }
}
