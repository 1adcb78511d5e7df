import type { Trace, TraceSet } from '../check/report/trace.ts';
import { pack } from '../view/link.ts';

/** What a page is made from. */
export interface PageParts {
  readonly data: Trace | TraceSet;
  readonly script: string;
  /** Sentences that stand above the steps: what a reader must know of the trace. */
  readonly notes: readonly string[];
}

/** The page may load nothing at all: everything that it shows is in it. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A page that shows a trace, or those of a set: one file, without anything of the network. */
export async function viewPage({ data, script, notes }: PageParts): Promise<string> {
  const title = `${escaped(data.check)} · Lockwright`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${title}</title>
<style>
:root { color-scheme: light dark; background: light-dark(#ffffff, #15171b); color: light-dark(#1b1e23, #e7e9ed); }
body { margin: 0; }
h1 { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<trace-viewer>
${await dataScript(data)}
${notes.map((note) => `<p slot="notes">${escaped(note)}</p>\n`).join('')}<noscript>This page needs JavaScript: everything that it shows is in it as data.</noscript>
</trace-viewer>
</main>
<script>${script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}</script>
</body>
</html>
`;
}

/** JSON that is longer is packed. What a person can read is better, but not at any size. */
const MOST_CHARACTERS = 50_000;

async function dataScript(data: Trace | TraceSet): Promise<string> {
  const text = JSON.stringify(data).replaceAll('<', '\\u003c');
  return text.length <= MOST_CHARACTERS
    ? `<script type="application/json">${text}</script>`
    : `<script type="text/plain">${await pack(data)}</script>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
