import { traceId } from '../check/report/trace-id.ts';
import type { Trace } from '../check/report/trace.ts';
import { run, type CommandActions } from './commands.ts';
import { h } from './dom.ts';
import { readInput, UnusableInputError, type Input } from './input.ts';
import { commandOf } from './keys.ts';
import { hashOf, linkOf, unpack, type Link } from './link.ts';
import { Messages } from './messages.ts';
import { controls, flipped } from './panels/controls.ts';
import { executionsPanel, type ExecutionsPanel } from './panels/executions.ts';
import { helpDialog } from './panels/help.ts';
import { lanes } from './panels/lanes.ts';
import { memoryPanel } from './panels/memory.ts';
import { sourcePanel } from './panels/source.ts';
import { stepPanel } from './panels/step.ts';
import { textTrace } from './panels/text-trace.ts';
import { stepText, timeline } from './panels/timeline.ts';
import { verdict } from './panels/verdict.ts';
import { copyLink, linkTo } from './share.ts';
import { firstState, moved, type Panel, type ViewState } from './state.ts';
import { styleSheet } from './style.ts';

/** How long a step is shown while it plays. Long enough to read a line. */
const PLAY_MS = 1200;

/**
 * A counterexample to look at: `<trace-viewer>`. What it shows is a trace, or a set of traces: in its property `trace`, or as JSON in a `<script type="application/json">` inside it; one of
 * type `text/plain` holds JSON that was packed (see `pack`). It needs nothing of the network or of the page around it, and is as light or dark as its `color-scheme`. What is put into
 * `slot="notes"` stands above the steps. After each change it sends a `viewchange`.
 *
 * Costs a row for each step: some thousands are no problem.
 */
export class TraceViewer extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #messages = new Messages();
  #input: Input | undefined;
  /** Of the executions, the one that is shown. */
  #index = 0;
  #state: ViewState | undefined;
  #panels: readonly Panel[] = [];
  #executions: ExecutionsPanel | undefined;
  #help: HTMLDialogElement | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #loaded: Promise<void> = Promise.resolve();

  readonly #actions: CommandActions = {
    change: (changes) => this.#change(changes),
    move: (move) => this.#change({ cursor: moved(this.#state!, move), playing: false }),
    select: (id) => this.#select(id),
    say: (text) => this.#messages.say(text),
    copyLink: () => void copyLink(this.#state!, this.#messages),
    help: () => this.#help!.showModal(),
    turn: (by) => this.#turn(by),
  };

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.addEventListener('keydown', (event) => this.#onKey(event));
  }

  connectedCallback(): void {
    if (this.#state !== undefined) this.#show();
    const data = this.querySelector<HTMLScriptElement>(':scope > script');
    if (this.#input === undefined && data !== null) this.#loaded = this.#load(data);
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  /** The trace that is shown. Set to a trace, a set of traces, or to what JSON had; what is neither is said in the page. */
  get trace(): Trace | undefined {
    return this.#state?.trace;
  }

  set trace(value: unknown) {
    this.#stop();
    this.#executions = undefined;
    try {
      this.#input = readInput(value);
      this.#build(firstOf(this.#input));
    } catch (error) {
      if (!(error instanceof UnusableInputError)) throw error;
      this.#fail(error.message);
    }
  }

  /** How many steps have been taken. */
  get cursor(): number {
    return this.#state?.cursor ?? 0;
  }

  set cursor(count: number) {
    const last = this.#state?.trace.steps.length ?? 0;
    this.#change({ cursor: Math.max(0, Math.min(last, Math.trunc(count) || 0)) });
  }

  /** What a link to what is shown now has after its `#`, for a page that has the trace. */
  get hash(): string {
    return this.#state === undefined ? '' : hashOf(linkTo(this.#state));
  }

  /** Shows what a link asks for. What it asks for in vain is said in the page. */
  async restore(hash: string): Promise<void> {
    await this.#loaded;
    const link = linkOf(hash);
    const known = this.#input?.traces.findIndex((trace) => traceId(trace) === link.id) ?? -1;
    if (known >= 0 && known !== this.#index) this.#build(known);
    else if (known < 0 && link.packed !== undefined) {
      try {
        this.trace = await unpack(link.packed);
      } catch {
        return this.#fail('The link is damaged: its end may have been cut off. Copy it again.');
      }
    } else if (known < 0 && link.id !== undefined) {
      const shown = this.#state === undefined ? '' : ` It shows ${traceId(this.#state.trace)}.`;
      return this.#messages.say(`The link is to the trace ${link.id}, which this page does not have.${shown}`, true);
    }
    this.#apply(link);
  }

  async #load(data: HTMLScriptElement): Promise<void> {
    try {
      this.trace = data.type === 'text/plain' ? await unpack(data.textContent.trim()) : JSON.parse(data.textContent);
    } catch (error) {
      this.#fail(`What this page is to show is damaged: ${(error as Error).message}.`);
    }
  }

  #fail(message: string): void {
    this.#state = undefined;
    this.#input = undefined;
    this.#panels = [];
    this.#root.replaceChildren(h('div', { class: 'viewer' }, h('p', { class: 'failure', role: 'alert' }, message)));
  }

  #build(index: number): void {
    const { traces, set } = this.#input!;
    const trace = traces[index]!;
    this.#index = index;
    const [bar, strip, rows, step, source, memory] = [controls, timeline, lanes, stepPanel, sourcePanel, memoryPanel].map((make) =>
      make(trace, this.#actions),
    ) as [Panel, Panel, Panel, Panel, Panel, Panel];
    this.#panels = [bar, strip, rows, step, source, memory];
    if (set !== undefined) this.#executions ??= executionsPanel(set, traces, (chosen) => this.#build(chosen));
    this.#help = helpDialog(set !== undefined);
    const hadFocus = this.#root.activeElement;
    this.#root.replaceChildren(
      h(
        'div',
        { class: 'viewer' },
        verdict(trace, set, this.#actions),
        h('slot', { name: 'notes' }),
        this.#executions?.element,
        bar.element,
        strip.element,
        h('div', { class: 'main' }, rows.element, h('div', { class: 'side' }, step.element, source.element, memory.element)),
        textTrace(trace),
        this.#help,
        ...this.#messages.elements,
      ),
    );
    // The button of an execution stays, and keeps the focus.
    if (hadFocus instanceof HTMLElement && hadFocus.isConnected) hadFocus.focus();
    this.#stop();
    this.#state = { ...firstState(trace), ...(this.#state === undefined ? {} : { relations: this.#state.relations }) };
    this.#executions?.show(index);
    this.#show();
  }

  #apply({ cursor, relations, hidden, word }: Link): void {
    if (this.#state === undefined) return;
    const { words, steps } = this.#state.trace;
    this.#change({
      ...(cursor === undefined ? {} : { cursor: Math.min(cursor, steps.length) }),
      ...(relations === undefined ? {} : { relations: new Set(relations) }),
      ...(hidden === undefined ? {} : { hidden: new Set(hidden) }),
      ...(word === undefined || word >= words.length ? {} : { word }),
    });
  }

  #change(changes: Partial<ViewState>): void {
    if (this.#state === undefined) return;
    const before = this.#state;
    this.#state = { ...before, ...changes };
    if (this.#state.playing !== before.playing) this.#play(this.#state.playing);
    this.#messages.hide();
    this.#show();
    const { cursor, trace } = this.#state;
    if (cursor !== before.cursor) this.#messages.announce(cursor === 0 ? 'before the first step' : stepText(trace, cursor - 1));
  }

  #show(): void {
    for (const panel of this.#panels) panel.show(this.#state!);
    this.dispatchEvent(new CustomEvent('viewchange'));
  }

  /** A step that is filtered out is shown again. */
  #select(id: number): void {
    const { trace, hidden, word } = this.#state!;
    const step = trace.steps[id]!;
    this.#change({
      cursor: id + 1,
      playing: false,
      ...(hidden.has(step.thread) ? { hidden: flipped(hidden, step.thread) } : {}),
      ...(word === undefined || step.word === word ? {} : { word: undefined }),
    });
    this.#root.querySelector<HTMLElement>('[role="listbox"]')?.focus({ preventScroll: true });
  }

  #turn(by: number): void {
    const next = this.#index + by;
    if (this.#input!.traces[next] === undefined)
      return this.#messages.say(by > 0 ? 'This is the last execution.' : 'This is the first execution.');
    this.#build(next);
    this.#messages.announce(`Execution ${next + 1}`);
  }

  #play(on: boolean): void {
    clearInterval(this.#timer);
    if (!on) return;
    const { trace, cursor } = this.#state!;
    // Played to its end, it begins again.
    if (cursor === trace.steps.length) this.#state = { ...this.#state!, cursor: 0 };
    this.#timer = setInterval(() => {
      const next = moved(this.#state!, 'next');
      this.#change({ cursor: next, playing: moved({ ...this.#state!, cursor: next }, 'next') !== next });
    }, PLAY_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    if (this.#state !== undefined) this.#state = { ...this.#state, playing: false };
  }

  #onKey(event: KeyboardEvent): void {
    const [target] = event.composedPath() as [HTMLElement];
    if (this.#help?.open === true || this.#state === undefined) return;
    const command = commandOf(event, target.tagName ?? '');
    if (command === undefined) return;
    event.preventDefault();
    run(command, this.#state, this.#actions);
  }
}

/** Of a set, the execution that is shown at first: one that is wrong, if there is one. */
function firstOf({ traces }: Input): number {
  return Math.max(
    0,
    traces.findIndex(({ error }) => error !== undefined),
  );
}

/** Gives the element its name, once. */
export function defineTraceViewer(name = 'trace-viewer'): void {
  if (customElements.get(name) === undefined) customElements.define(name, TraceViewer);
}
