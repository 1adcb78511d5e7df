/**
 * Says which build tool put a name into a function that its author never wrote, and what to do about it. Only errors ask, so its cost does not matter.
 *
 * Such names are free variables like any other: the helper or counter that they mean stays behind in the module. (esbuild's `__name` is
 * the exception: every thread declares it, see `PRELUDE`.)
 */

interface Rewriter {
  readonly names: RegExp;
  readonly tool: string;
  readonly what: string;
  readonly remedy: string;
}

const MODULE_FORM = "use the module form, spawn(import.meta, 'name'), which does not ship the text";
const NEWER_TARGET =
  'set its target to ES2022 or newer (for `using`: ESNext), so that it leaves the function as written, or ' + MODULE_FORM;

const REWRITERS: readonly Rewriter[] = [
  {
    names: /^cov_[\da-z]+$/i,
    tool: 'the coverage tool (Istanbul)',
    what: 'a counter of executed lines',
    remedy: `exclude this file from coverage, put /* istanbul ignore next */ before the function, take coverage from V8, or ${MODULE_FORM}`,
  },
  {
    names: /^(?:__vi_import_\d+__|__vi_\w+__|__vite_ssr_\w+__|__vi_ssr_\w+__|__vitePreload)$/,
    tool: 'Vite or Vitest',
    what: 'an imported name, or an import()',
    remedy: `the function uses something that this file imports: ${MODULE_FORM}`,
  },
  {
    names:
      /^(?:tslib(?:_\w+)?|__(?:awaiter|generator|assign|rest|spread|spreadArrays?|values|read|decorate|param|metadata|extends|makeTemplateObject|await|asyncValues|asyncGenerator|asyncDelegator|classPrivateField(?:Get|Set|In)|addDisposableResource|disposeResources|esDecorate|runInitializers|propKey|setFunctionName|importStar|importDefault|exportStar|createBinding|rewriteRelativeImportExtension))$/,
    tool: 'TypeScript',
    what: 'a helper for syntax older engines lack',
    remedy: NEWER_TARGET,
  },
  {
    names:
      /^__(?:async|asyncGenerator|yieldStar|forAwait|spreadValues|spreadProps|objRest|publicField|private(?:Get|Set|Add|Method|In|Wrapper)|using|callDispose|toESM|toCommonJS|require|commonJS|esm|export|pow|template|decorateClass|decorateElement)(?:\d+)?$/,
    tool: 'esbuild',
    what: 'a helper for syntax that its target lacks',
    remedy: NEWER_TARGET,
  },
  {
    names:
      /^(?:_?regeneratorRuntime|_(?:interop\w*|async_?[tT]o_?[gG]enerator|object_?[sS]pread\w*|object_?[wW]ithout\w*|using_?[cC]tx|dispose|class_?(?:[cC]all|[pP]rivate|[sS]tatic|[aA]pply|[nN]ame|[cC]heck)\w*|define_?[pP]rop\w+|create_?[cC]lass|create_?[fF]orOf\w+|sliced_?[tT]o_?[aA]rray|to_?(?:Consumable|consumable)_?[aA]rray|extends|inherits|call_?[sS]uper|await_?[aA]sync\w*|wrap_?[aA]sync\w*|async_?[iI]terator|ts_\w+|type_of|typeof|instanceof|apply_?[dD]ec\w+|tagged_?[tT]emplate\w+))\d*$/,
    tool: 'Babel or SWC',
    what: 'a helper for syntax or modules that its target lacks',
    remedy: NEWER_TARGET,
  },
  {
    names: /^(?:__webpack_\w+|\w+__WEBPACK_\w+|__turbopack_\w+|parcel(?:Require|Helpers)\w*|__rspack_\w+|_N_E|\$\w+\$export\$\w+)$/,
    tool: 'the bundler',
    what: 'its way to reach another module',
    remedy: `the function uses something that this file imports: ${MODULE_FORM}`,
  },
  {
    names: /^stry(?:MutAct|Cov|NS)_\w+$/,
    tool: 'the mutation tester (Stryker)',
    what: 'a switch for its mutants',
    remedy: `exclude the function with // Stryker disable all, or ${MODULE_FORM}`,
  },
];

/** A sentence about who put `name` into the function and what to do, or nothing where no known tool did. */
export function whoWrote(name: string): string | undefined {
  const rewriter = REWRITERS.find(({ names }) => names.test(name));
  if (rewriter === undefined) return undefined;
  return `your build tool rewrote the function: ${rewriter.tool} put ${name} there (${rewriter.what}). To do: ${rewriter.remedy}`;
}
