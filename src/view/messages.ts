import { h } from './dom.ts';

/** What the viewer tells its reader: some of it is only heard, the rest is seen as well, until the reader goes on. */
export class Messages {
  readonly #live = h('div', { class: 'hidden-text', role: 'status', 'aria-live': 'polite' });
  readonly #shown = h('div', { class: 'toast', hidden: true });
  readonly elements: readonly HTMLElement[] = [this.#shown, this.#live];

  /** For those who do not see the page: what everybody else sees anyway. */
  announce(text: string): void {
    this.#live.textContent = text;
  }

  say(text: string, isWarning = false): void {
    this.announce(text);
    this.#show(isWarning, text);
  }

  /** Where the clipboard may not be used. */
  offer(link: string): void {
    const field = h('input', { readonly: true, value: link, 'aria-label': 'Link to this step' });
    this.#show(false, 'Copy this link: ', field);
    field.focus();
    field.select();
  }

  hide(): void {
    this.#shown.hidden = true;
  }

  #show(isWarning: boolean, ...content: readonly (Node | string)[]): void {
    const close = h('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => this.hide() }, '×');
    this.#shown.replaceChildren(h('div', {}, ...content), close);
    this.#shown.classList.toggle('warning', isWarning);
    this.#shown.hidden = false;
  }
}
