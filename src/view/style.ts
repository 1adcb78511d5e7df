import { colors } from './colors.ts';

let sheet: CSSStyleSheet | undefined;

/** The style of all viewers of a page. */
export function styleSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(colors + STYLE);
  }
  return sheet;
}

const STYLE = `
:host {
  display: block; container-type: inline-size; background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.45 system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; text-align: start;
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
h2, h3, p, ul, dl { margin: 0; padding: 0; }
ul { list-style: none; }
code, kbd, .place, .path, .word, .value, .frame { font: 0.8125rem/1.5 ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'Liberation Mono', monospace; }
button, select, input { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.viewer { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; padding: clamp(0.75rem, 2cqi, 1.75rem); max-width: 110rem; margin-inline: auto; }
.failure { padding: 1rem 1.25rem; border-inline-start: 4px solid var(--error); background: var(--error-soft); border-radius: 0 8px 8px 0; }
.none { color: var(--faint); padding: 0.5rem 0; }

.verdict { display: grid; gap: 0.4rem; }
.title { display: flex; gap: 0.5rem; align-items: start; }
.title button { flex: none; }
.verdict h2 { flex: 1; min-width: 0; overflow-wrap: anywhere; font-size: 1.35rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
.summary { display: flex; flex-wrap: wrap; gap: 0.25rem 0.9rem; align-items: baseline; }
.outcome { font-weight: 650; }
.outcome.wrong { color: var(--error); }
.outcome.right { color: var(--good); }
.outcome.unsure { color: var(--unsure); }
.facts { color: var(--faint); }
.story { display: grid; gap: 0.2rem; }
.story li { overflow-wrap: anywhere; }
.story .plain { color: var(--faint); }
.story .message { font-weight: 550; }
.mark {
  display: inline-grid; place-items: center; min-width: 1.25em; height: 1.25em; margin-inline-end: 0.45em; padding-inline: 0.2em; border-radius: 4px;
  background: var(--thread); color: var(--paper); font: 650 0.75em/1 ui-monospace, Menlo, Consolas, monospace; vertical-align: 0.08em;
}

.controls { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: center; padding-block: 0.6rem; border-block: 1px solid var(--line); }
.group { display: flex; flex-wrap: wrap; gap: 0.25rem; align-items: center; }
.icon { width: 1rem; height: 1rem; fill: currentcolor; display: block; margin: auto; }
.controls button, .controls select, .help button, .title button { min-height: 2rem; border: 1px solid var(--line-strong); border-radius: 7px; background: var(--raised); padding: 0.15rem 0.65rem; cursor: pointer; }
.controls button:hover, .help button:hover, .title button:hover { background: var(--hover); }
.controls .sign { min-width: 2.25rem; padding-inline: 0; font-size: 1rem; line-height: 1; }
.controls [aria-disabled='true'] { color: var(--disabled); background: none; cursor: default; }
.controls [aria-pressed='true'].sign { background: var(--accent); color: var(--paper); border-color: var(--accent); }
.position { min-width: 8.5em; padding-inline-start: 0.6rem; font-variant-numeric: tabular-nums; color: var(--faint); }
.toggle { display: inline-flex; align-items: center; gap: 0.1rem; }
.toggle[aria-pressed='false'] { background: none; color: var(--faint); border-style: dashed; }
.toggle[aria-pressed='false'] .mark { opacity: 0.45; }
.toggle.edge { gap: 0.4rem; font: 0.8125rem/1 ui-monospace, Menlo, Consolas, monospace; }
.toggle.edge[aria-pressed='true'] { border-color: var(--edge); box-shadow: inset 0 -2px 0 var(--edge); }
.toggle.edge i { width: 1.1rem; border-top: 2px var(--dash) var(--edge); }
.controls select { max-width: 14rem; }
.toast { position: fixed; inset-block-end: 1rem; inset-inline: 1rem; z-index: 5; display: flex; gap: 0.75rem; align-items: start; justify-content: space-between; width: fit-content; max-width: min(44rem, calc(100% - 2rem)); margin-inline: auto; padding: 0.6rem 0.9rem; background: var(--paper); border: 1px solid var(--line-strong); border-radius: 10px; box-shadow: 0 6px 24px rgb(0 0 0 / 22%); overflow-wrap: anywhere; }
.toast .close { border: 0; background: none; padding: 0 0.3rem; cursor: pointer; font-size: 1.1rem; line-height: 1.2; }
.toast.warning { border-color: var(--unsure); background: var(--unsure-soft); }
.toast input { width: min(60ch, 100%); }
::slotted([slot='notes']) { margin: 0; padding: 0.6rem 0.9rem; border-inline-start: 4px solid var(--unsure); background: var(--unsure-soft); border-radius: 0 8px 8px 0; overflow-wrap: anywhere; }

.timeline { display: grid; grid-template-columns: minmax(0, auto) minmax(0, 1fr); gap: 0.15rem 0.75rem; align-items: stretch; }
.labels { display: grid; grid-auto-rows: 1fr; font-size: 0.75rem; line-height: 1; color: var(--faint); }
.labels span { align-self: center; max-width: 12ch; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--thread); }
.strip { position: relative; border-radius: 6px; background: var(--raised); cursor: pointer; touch-action: none; overflow: hidden; border: 1px solid var(--line); }
.strip svg { display: block; width: 100%; min-height: 1.25rem; }
.tick { fill: var(--thread); }
.tick.hidden { opacity: 0.2; }
.cursor { fill: var(--cursor); }
.error-band { fill: var(--error-band); }
.error-end { fill: var(--error); }

.main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; align-items: start; }
@container (min-width: 60rem) { .main { grid-template-columns: minmax(0, 1.55fr) minmax(20rem, 1fr); } }
.side { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
@container (min-width: 60rem) { .side { position: sticky; top: 1rem; } }
h3 { font-size: 0.9375rem; font-weight: 650; margin-block-end: 0.4rem; }
h3 .path { color: var(--faint); font-weight: 400; }

.lanes { position: relative; overflow: auto; max-height: max(26rem, calc(100vh - 9rem)); border: 1px solid var(--line); border-radius: 10px; background: var(--sunken); }
@container (max-width: 59.99rem) { .lanes { max-height: 32rem; } }
.grid { display: grid; grid-template-columns: 0.5rem repeat(var(--lanes), minmax(var(--least), 1fr)); gap: 0.45rem var(--gap); padding: 0 var(--gap) 1rem 0; --gap: 3rem; --least: 11.5rem; }
@container (max-width: 34rem) { .grid { --gap: 1.5rem; --least: 8rem; } .number { width: 1.6rem !important; } }
.grid:focus-visible { outline: none; }
.lanes:has(.grid:focus-visible) { outline: 2px solid var(--focus); outline-offset: 2px; }
.heads { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; grid-row: 1; position: sticky; top: 0; z-index: 3; background: var(--sunken); padding-block: 0.6rem 0.4rem; }
.lane-head { font-weight: 600; color: var(--thread); overflow-wrap: anywhere; }
.lane-head:first-child { grid-column-start: 2; }
.number { grid-column: 1; width: 2.75rem; text-align: end; padding-block-start: 0.5rem; color: var(--faint); font: 0.75rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
.card { position: relative; padding: 0.4rem 0.6rem; border: 1px solid var(--line); border-inline-start: 4px solid var(--thread); border-radius: 7px; background: var(--paper); cursor: pointer; overflow-wrap: anywhere; }
.card:hover { border-color: var(--line-strong); border-inline-start-color: var(--thread); }
.card .what { font: 0.8125rem/1.4 ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace; }
.card .where { display: flex; gap: 0.5rem; min-width: 0; color: var(--faint); }
.card .where code, .card .where .place { font-size: 0.71875rem; }
.card .where .place { flex: none; }
.card .where code { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.card.later { background: var(--sunken); border-style: dashed; border-inline-start-style: solid; }
.card.wrong { border-color: var(--error); border-inline-start-color: var(--thread); background: var(--error-soft); }
.card .error-sign { color: var(--error); margin-inline-end: 0.35rem; }
.end span { position: sticky; inset-inline-start: 0.6rem; display: inline-block; }
.end { grid-column: 2 / -1; padding: 0.4rem 0.6rem; border-radius: 7px; border: 1px solid var(--error); background: var(--error-soft); color: var(--error); font-weight: 600; overflow-wrap: anywhere; }
.card[aria-selected='true'] { background: var(--selected); border-color: var(--accent); border-inline-start-color: var(--thread); box-shadow: 0 0 0 1.5px var(--accent); }
.card.before::after, .card.after::after, .card.unordered::after { position: absolute; inset-block-end: 0.45rem; inset-inline-end: 0.6rem; font-size: 0.6875rem; color: var(--faint); background: inherit; padding-inline-start: 0.3rem; }
.card.before::after { content: 'before'; }
.card.after::after { content: 'after'; }
.card.unordered::after { content: 'unordered'; }
.card.unordered { border-block-style: dotted; border-inline-end-style: dotted; }

.edges { position: absolute; inset: 0 auto auto 0; pointer-events: none; z-index: 2; overflow: visible; }
.edge { --width: 1.25px; }
.edges path.edge { fill: none; stroke: var(--edge); stroke-width: var(--width); stroke-dasharray: var(--dashes); opacity: 0.6; }
.edges path.edge.of-selected { --width: 2.25px; opacity: 1; }
.edges text.edge { fill: var(--edge); font: 600 0.6875rem/1 ui-monospace, Menlo, Consolas, monospace; text-anchor: middle; paint-order: stroke; stroke: var(--sunken); stroke-width: 4px; stroke-linejoin: round; }
.head path { fill: var(--edge); }

.tag { display: inline-block; min-width: 1.9em; padding: 0 0.35em; border-radius: 4px; border: 1px solid var(--edge); color: var(--edge); font: 600 0.71875rem/1.5 ui-monospace, Menlo, Consolas, monospace; text-align: center; }
.step .what { display: flex; flex-wrap: wrap; gap: 0.2rem 0.6rem; align-items: baseline; overflow-wrap: anywhere; }
.step .order { color: var(--faint); font-size: 0.8125rem; }
.relations { display: grid; gap: 0.25rem; margin-block: 0.4rem; }
.order-text { color: var(--faint); font-size: 0.875rem; }
.order-text:empty { display: none; }
.jump { border: 0; padding: 0; background: none; color: var(--link); text-decoration: underline; text-underline-offset: 0.2em; cursor: pointer; }

.code { overflow-x: auto; padding-block: 0.4rem; border: 1px solid var(--line); border-radius: 8px; background: var(--sunken); }
.code .none { padding-inline: 0.75rem; }
.line { background: var(--sunken); display: flex; width: max-content; min-width: 100%; padding-inline: 0 0.75rem; }
.line code { white-space: pre; tab-size: 2; }
.line-number { position: sticky; inset-inline-start: 0; background: inherit; flex: none; width: 3.25rem; padding-inline-end: 0.9rem; text-align: end; color: var(--faint); font: 0.75rem/1.6 ui-monospace, Menlo, Consolas, monospace; user-select: none; }
.line.here { background: var(--selected); }
.line.here .line-number { box-shadow: inset 3px 0 0 var(--accent); }
.line mark { background: none; color: inherit; text-decoration: underline 2px var(--accent); text-underline-offset: 0.25em; font-weight: 650; }
.frames { display: flex; flex-wrap: wrap; gap: 0.25rem; margin-block-start: 0.4rem; }
.frame { border: 1px solid var(--line); border-radius: 6px; background: none; padding: 0.05rem 0.45rem; cursor: pointer; font-size: 0.75rem; overflow-wrap: anywhere; text-align: start; }
.frame:hover { background: var(--hover); }
.frame[aria-pressed='true'] { border-color: var(--accent); background: var(--selected); }
.frame .function { color: var(--faint); }

table { border-collapse: collapse; width: 100%; }
th { text-align: start; font-weight: 400; }
thead th { color: var(--faint); font-size: 0.8125rem; }
th, td { padding: 0.25rem 0.6rem 0.25rem 0; border-block-end: 1px solid var(--line); vertical-align: top; }
.memory { overflow-x: auto; }
.memory .value { overflow-wrap: anywhere; }
.memory .writer { white-space: nowrap; color: var(--faint); }
.memory .word { border: 0; padding: 0; background: none; color: var(--link); text-decoration: underline; text-underline-offset: 0.2em; cursor: pointer; text-align: start; overflow-wrap: anywhere; }
.memory tr.touched { background: var(--selected); box-shadow: inset 3px 0 0 var(--accent); }
.memory tr > :first-child { padding-inline-start: 0.6rem; min-width: 9.5rem; }
.memory strong { font-weight: 700; }

summary { cursor: pointer; font-weight: 600; }
.text-trace .scroll { overflow-x: auto; margin-block-start: 0.6rem; }
.text-trace table { font-size: 0.8125rem; min-width: 40rem; }
.executions .scroll { overflow: auto; max-height: 20rem; margin-block-start: 0.5rem; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--sunken); }
.tree .tree, .tree .execution { margin-inline-start: 0.55rem; }
.tree .tree { border-inline-start: 1px solid var(--line-strong); padding-inline-start: 0.85rem; }
.tree li { margin-block: 0.2rem; }
.tree .choice { font-size: 0.84375rem; }
.execution { display: block; margin-block: 0.15rem; border: 1px solid var(--line-strong); border-radius: 6px; background: var(--raised); padding: 0.1rem 0.55rem; cursor: pointer; text-align: start; }
.execution:hover { background: var(--hover); }
.execution[aria-current='true'] { background: var(--selected); border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.list { display: grid; justify-items: start; }
.execution.wrong { color: var(--error); }

.help { max-width: min(38rem, calc(100vw - 2rem)); border: 1px solid var(--line-strong); border-radius: 12px; background: var(--paper); color: var(--ink); padding: 1.25rem 1.5rem; }
.help::backdrop { background: rgb(0 0 0 / 45%); }
.help dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1rem; margin-block-end: 1rem; align-items: baseline; }
.help dd { margin: 0; }
kbd { display: inline-block; padding: 0 0.35em; border: 1px solid var(--line-strong); border-radius: 4px; background: var(--raised); }

@media (forced-colors: active) {
  .card[aria-selected='true'], .execution[aria-current='true'] { outline: 3px solid Highlight; }
  .mark { border: 1px solid CanvasText; }
}
@media print {
  .controls, .executions { display: none; }
  .lanes { max-height: none; }
}
`;
