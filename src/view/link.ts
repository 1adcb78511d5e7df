import type { Relation } from './relations.ts';
import { RELATIONS } from './relations.ts';

/** What a link restores: which execution, where in it, and what is shown of it. */
export interface Link {
  /** The ID of the trace. */
  readonly id?: string;
  /** The trace itself, packed: see `pack`. A page that does not have it can show it all the same. */
  readonly packed?: string;
  readonly cursor?: number;
  readonly relations?: readonly Relation[];
  readonly hidden?: readonly number[];
  readonly word?: number;
}

/** As the part of a URL after `#`. */
export function hashOf({ id, packed, cursor, relations, hidden, word }: Link): string {
  const parts = [
    ...(id === undefined ? [] : [`id=${encodeURIComponent(id)}`]),
    ...(cursor === undefined ? [] : [`step=${cursor}`]),
    ...(relations === undefined ? [] : [`show=${relations.join('.')}`]),
    ...(hidden === undefined || hidden.length === 0 ? [] : [`hide=${hidden.join('.')}`]),
    ...(word === undefined ? [] : [`word=${word}`]),
    ...(packed === undefined ? [] : [`trace=${packed}`]),
  ];
  return `#${parts.join('&')}`;
}

/** What a hash asks for; what it says wrongly is left out. */
export function linkOf(hash: string): Link {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const [id, packed, show, hide] = ['id', 'trace', 'show', 'hide'].map((name) => parameters.get(name) ?? undefined);
  const [cursor, word] = ['step', 'word'].map((name) => numberOf(parameters.get(name)));
  return {
    ...(id === undefined ? {} : { id }),
    ...(packed === undefined ? {} : { packed }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(show === undefined ? {} : { relations: RELATIONS.filter((relation) => show.split('.').includes(relation)) }),
    ...(hide === undefined ? {} : { hidden: hide.split('.').flatMap((part) => numberOf(part) ?? []) }),
    ...(word === undefined ? {} : { word }),
  };
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A value as compressed JSON that a URL takes. About a tenth of the JSON. */
export async function pack(value: unknown): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The other way. Rejects if the text is damaged. */
export async function unpack(packed: string): Promise<unknown> {
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(stream).text());
  } catch (cause) {
    throw new Error('it is damaged: its end may have been cut off', { cause });
  }
}
