import type { Move } from './state.ts';
import { RELATIONS, type Relation } from './relations.ts';

/** What a key asks for. */
export type Command =
  | { readonly move: Move }
  | { readonly toggle: Relation }
  | { readonly run: 'play' | 'copy' | 'help' | 'error' | 'writer' | 'nextExecution' | 'previousExecution' };

/** A row of the help: keys as `KeyboardEvent.key` has them, what they do, and how the help writes them. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly command: Command;
  readonly shown: string;
  readonly does: string;
}

/** The keys of `lockwright replay`, and some more. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['ArrowRight', 'ArrowDown', 'n', 'j', 'l'], command: { move: 'next' }, shown: '→ ↓ n', does: 'next step' },
  { keys: ['ArrowLeft', 'ArrowUp', 'p', 'k', 'h'], command: { move: 'previous' }, shown: '← ↑ p', does: 'previous step' },
  { keys: ['Shift+ArrowRight', 'Shift+ArrowDown', 's'], command: { move: 'nextSwitch' }, shown: 'Shift → s', does: 'next thread switch' },
  {
    keys: ['Shift+ArrowLeft', 'Shift+ArrowUp', 'S'],
    command: { move: 'previousSwitch' },
    shown: 'Shift ← S',
    does: 'previous thread switch',
  },
  { keys: ['Home', 'g'], command: { move: 'first' }, shown: 'Home g', does: 'before the first step' },
  { keys: ['End', 'G'], command: { move: 'last' }, shown: 'End G', does: 'last step' },
  { keys: [' '], command: { run: 'play' }, shown: 'Space', does: 'play, pause' },
  { keys: ['e'], command: { run: 'error' }, shown: 'e', does: 'next step that the error is about' },
  { keys: ['w'], command: { run: 'writer' }, shown: 'w', does: 'the write that this step read, or that it overwrote' },
  ...RELATIONS.map((relation, i) => ({
    keys: [String(i + 1)],
    command: { toggle: relation },
    shown: String(i + 1),
    does: `edges: ${relation}`,
  })),
  { keys: [']'], command: { run: 'nextExecution' }, shown: ']', does: 'next execution' },
  { keys: ['['], command: { run: 'previousExecution' }, shown: '[', does: 'previous execution' },
  { keys: ['c'], command: { run: 'copy' }, shown: 'c', does: 'copy a link to this step' },
  { keys: ['?'], command: { run: 'help' }, shown: '?', does: 'this list' },
];

/** Elements that use keys themselves. Buttons take the space bar. */
const TYPING = /^(?:INPUT|SELECT|TEXTAREA)$/;
const PRESSED = /^(?:BUTTON|SUMMARY|A)$/;

/** What the key asks for in the element that has the focus; undefined if it is none of ours. */
export function commandOf(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>,
  target: string,
): Command | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey || TYPING.test(target)) return undefined;
  if (event.key === ' ' && PRESSED.test(target)) return undefined;
  const key = event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : event.key;
  return SHORTCUTS.find(({ keys }) => keys.includes(key))?.command;
}
