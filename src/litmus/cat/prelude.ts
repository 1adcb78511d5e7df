/** What herd builds in, or has in the files that every model uses, in its own language and our own words. Costs nothing. */
export const PRELUDE = `
let emptyset = {}
let po-loc = po & loc
let rfe = rf & ext
let rfi = rf & int
let coe = co & ext
let coi = co & int
let fre = fr & ext
let fri = fr & int
let co0 = loc & (IW * (W \\ IW) | (W \\ FW) * FW)
let lxsx = rmw \\ amo
let toid(s) = [s]
let fencerel(B) = (po & (_ * B)); po
let ctrlcfence(B) = (ctrl & (_ * B)); po
let imply(a, b) = ~a | b
let nodetour(direct, first, second) = direct \\ (first; second)
let singlestep(r) = nodetour(r, r, r)
procedure subseteq(a, b) = empty a \\ b end
procedure inclusion(a, b) = empty a \\ b end
procedure total(r, s) = empty (s * s) \\ (r | r^-1) end
let map f = let rec each S = match S with || {} -> {} || e ++ rest -> f e ++ each rest end in each
let partition = classes-loc
let tag2instrs = tag2events
`;

/** Files of herd that we have our own text for: which orders of writes there can be is found out before a model is asked. */
export const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ['stdlib.cat', ''],
  ['cross.cat', 'let generate_cos(r) = generate_orders(W, r)\n'],
  ...['cos.cat', 'cos-opt.cat', 'cos-ok-opt.cat', 'cos-no-opt.cat'].map((name) => [name, 'let invrf = rf^-1\nlet ca = fr | co\n'] as const),
  [
    'aarch64deps.cat',
    `
include "aarch64util.cat"
let lws = [M]; po & same-loc; [W]
let lrs = ([W]; po & same-loc; [R]) \\ (po & same-loc; [W]; po & same-loc)
let through = [R]; (addr | data | lrs)+
let picked = [R]; (pick-addr | pick-data | lrs)+
let pick-basic-dep = [R] | picked
let pick-addr-dep = picked?; pick-addr
let pick-data-dep = picked?; pick-data
let pick-ctrl-dep = picked?; pick-ctrl
let pick-dep = (picked | pick-ctrl-dep) \\ same-instance
let basic-dep = [R] | through
let dtrm = (addr | data | lrs)+
let addr = ((addr | through; addr) \\ same-instance) \\ (_ * (R & NTA))
let data = (data | through; data) \\ same-instance
let ctrl = (ctrl | through; ctrl) \\ same-instance
`,
  ],
]);

/** With these the orders of writes that a model is asked about are coherent for each location. */
export const COHERENT: ReadonlySet<string> = new Set(['cos.cat', 'cos-opt.cat', 'cos-ok-opt.cat', 'cos-no-opt.cat']);

/** How herd is called where nobody says anything. */
export const VARIANTS: ReadonlySet<string> = new Set(['cos-opt']);

export const RELATIONS: ReadonlySet<string> = new Set([
  'po', 'rf', 'co', 'fr', 'id', 'loc', 'int', 'ext', 'addr', 'data', 'ctrl', 'pick-addr', 'pick-data', 'pick-ctrl', 'rmw', 'amo', 'si', 'sm',
  'same-instance', 'same-low-order-bits',
  // Of JS only: see js.cat.
  'overlap', 'asw', 'critical',
  // What tests do not have that we read: tags, page tables, caches, and registers as events of their own.
  'iico_data', 'iico_ctrl', 'iico_order', 'rf-reg', 'same-tag-loc', 'inv-domain', 'same-translation-context', 'sec', 'atag', 'ncrel',
]); // prettier-ignore
/** Those that change with who reads from whom, and with the order of writes. */
export const VARYING: ReadonlySet<string> = new Set(['rf', 'co', 'fr', 'FW']);
/** Sets of one language that a model may name when a test of another is judged: then they are empty. */
export const SET_NAME = /^_?[A-Z][\w.-]*$/;
/** Functions that are no text of the language. */
export const PRIMITIVES: ReadonlySet<string> = new Set([
  'domain', 'range', 'linearisations', 'generate_orders', 'fr-along', 'classes-loc', 'classes', 'tag2events', 'same-oa', 'oa-changes', 'at-least-one-writable', 'different-values',
]); // prettier-ignore
