/** A viewer in the page of a test, and what a reader finds in it. */
import type { TraceViewer } from './trace-viewer.ts';

export class Shown {
  readonly viewer: TraceViewer;

  private constructor(viewer: TraceViewer) {
    this.viewer = viewer;
  }

  /** Loads the element only here: Node, which has no pages, runs the file of the tests as well. */
  static async of(trace: unknown): Promise<Shown> {
    const { defineTraceViewer } = await import('./trace-viewer.ts');
    defineTraceViewer();
    const viewer = document.createElement('trace-viewer') as TraceViewer;
    viewer.trace = trace;
    document.body.replaceChildren(viewer);
    return new Shown(viewer);
  }

  get root(): ShadowRoot {
    return this.viewer.shadowRoot!;
  }

  all<E extends Element = HTMLElement>(selector: string): E[] {
    return [...this.root.querySelectorAll<E>(selector)];
  }

  one<E extends Element = HTMLElement>(selector: string): E {
    const found = this.root.querySelector<E>(selector);
    if (found === null) throw new Error(`the viewer has no ${selector}`);
    return found;
  }

  text(selector: string): string {
    return this.one(selector).textContent!.replaceAll(/\s+/g, ' ').trim();
  }

  button(name: string): HTMLButtonElement {
    const named = this.all<HTMLButtonElement>('button').filter((it) => (it.getAttribute('aria-label') ?? it.textContent!.trim()) === name);
    if (named.length !== 1) throw new Error(`${named.length} buttons are called ${name}, not one`);
    return named[0]!;
  }

  /** Keys go to what has the focus. */
  press(...keys: readonly string[]): void {
    for (const key of keys) {
      const [name, shiftKey] = key.startsWith('Shift+') ? [key.slice('Shift+'.length), true] : [key, false];
      const target = this.root.activeElement ?? this.viewer;
      target.dispatchEvent(new KeyboardEvent('keydown', { key: name, shiftKey, bubbles: true, composed: true, cancelable: true }));
    }
  }

  /** The numbers of the steps that are shown. */
  get steps(): number[] {
    return this.all('[role=option]').map((it) => Number(it.id.slice('step-'.length)) + 1);
  }

  /** Of the memory: the cells of a word's row. */
  word(name: string): string[] {
    const row = this.all('.memory tbody tr').find((it) => it.querySelector('button')!.textContent === name);
    return [...(row?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent!.trim());
  }
}
