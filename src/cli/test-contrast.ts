// oxlint-disable unicorn/consistent-function-scoping -- what is evaluated in the page has to bring all that it needs
import type { Page } from 'playwright';

/** A text of the page, and how it stands out from what is behind it. */
export interface Contrast {
  readonly text: string;
  readonly ratio: number;
  /** What WCAG 2.2 asks for: less for large text, and for controls that do nothing. */
  readonly least: number;
}

/** The contrast of each text of the viewer, as WCAG 2.2 computes it. Costs a look at each element. */
export function contrasts(page: Page): Promise<Contrast[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    /** Colours come in many notations: the canvas makes them four bytes, here from 0 to 1. */
    const channels = (color: string): [number, number, number, number] => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const { data } = canvas.getImageData(0, 0, 1, 1);
      return [...data].map((byte) => byte / 255) as [number, number, number, number];
    };
    const over = (color: string, below: readonly number[]) => {
      const [r, g, b, a] = channels(color);
      return [r, g, b].map((channel, i) => channel * a + below[i]! * (1 - a));
    };
    const luminance = (rgb: readonly number[]) => {
      const [r, g, b] = rgb.map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const parentOf = (it: Element): Element | null =>
      it.parentElement ?? (it.getRootNode() instanceof ShadowRoot ? (it.getRootNode() as ShadowRoot).host : null);
    const background = (it: Element | null): readonly number[] =>
      it === null ? [1, 1, 1] : over(getComputedStyle(it).backgroundColor, background(parentOf(it)));
    const root = document.querySelector('trace-viewer')!.shadowRoot!;
    return [...root.querySelectorAll('*')].flatMap((it) => {
      const text = [...it.childNodes]
        .flatMap((node) => (node.nodeType === Node.TEXT_NODE ? [node.textContent!.trim()] : []))
        .join(' ')
        .trim();
      if (text === '' || !it.checkVisibility({ visibilityProperty: true })) return [];
      const style = getComputedStyle(it);
      const below = background(it);
      const color = it instanceof SVGElement ? style.fill : style.color;
      const [a, b] = [luminance(over(color, below)), luminance(below)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const isLarge =
        Number.parseFloat(style.fontSize) >= 24 || (Number.parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
      return [
        {
          text: text.slice(0, 40),
          ratio: Math.round(ratio * 100) / 100,
          least: it.closest('[aria-disabled=true]') === null ? (isLarge ? 3 : 4.5) : 0,
        },
      ];
    });
  });
}
