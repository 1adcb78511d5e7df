import { s } from './dom.ts';

/** Drawn here, since fonts lack the signs for players. Each is a path in a square of 16. */
const PATHS = {
  first: 'M4 3h1.6v10H4zM12.5 3v10L6.5 8z',
  previousSwitch: 'M8 3v10L2.5 8zM13.5 3v10L8 8z',
  previous: 'M10.5 3v10L4.5 8z',
  play: 'M4.5 2.5v11L13 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  next: 'M5.5 3v10l6-5z',
  nextSwitch: 'M2.5 3v10L8 8zM8 3v10l5.5-5z',
  last: 'M10.4 3H12v10h-1.6zM3.5 3v10l6-5z',
} as const;

export type Icon = keyof typeof PATHS;

export function icon(name: Icon): SVGSVGElement {
  return s('svg', { viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true' }, s('path', { d: PATHS[name] }));
}
