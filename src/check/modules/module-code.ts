import { parse } from '../../realm/parser.ts';
import { fs, modules, NotInstrumentableError, url as urls, vm } from './node.ts';
import { shown } from './resolve.ts';
import { targetOf, type Namespace, namespaceOf, type Target } from './targets.ts';
import { outermostFunctions, variablesOf, writtenTo } from './top-level.ts';
import { BEGIN, bodyOf, type EsModule, HANDLE, type ImportedName, transform } from './transform.ts';

/** What the body of an ES module is given: its one parameter. */
export interface Handle {
  /** The names that it imports. */
  readonly scope: object;
  readonly meta: object;
  /** What its namespace inherits from. */
  readonly base: object;
  import(specifier: unknown): Promise<Namespace>;
  exports(namespace: Namespace, state: State): void;
  get(request: number, imported: string): unknown;
}

/** The values of the variables of a module, once it is evaluated. */
export type State = () => readonly unknown[];

/** An object of names that a module imports: the getters of its prototype find them here. */
export interface Scope {
  [NAMESPACES]: readonly Namespace[];
}
const NAMESPACES = Symbol('namespaces');

export interface EsCode {
  readonly kind: 'esm';
  readonly start: (handle: Handle) => Iterator<unknown>;
  readonly functions: readonly string[];
  readonly written: readonly number[];
  readonly targets: readonly Target[];
  readonly newScope: (namespaces: readonly Namespace[]) => Scope;
}

export interface CommonJsCode {
  readonly kind: 'cjs';
  readonly run: (this: unknown, ...args: unknown[]) => void;
  readonly functions: readonly string[];
  readonly written: readonly number[];
}

/** The code of a file, ready to be evaluated for each thread. */
export type ModuleCode = EsCode | CommonJsCode | { readonly kind: 'json'; readonly text: string };

const codes = new Map<string, ModuleCode>();

/** The code of the file, read and compiled once for all threads. */
export function codeOf(file: string): ModuleCode {
  let code = codes.get(file);
  if (code === undefined) codes.set(file, (code = compile(file)));
  return code;
}

function compile(file: string): ModuleCode {
  const [, ending = ''] = /\.([^./]*)$/.exec(file) ?? [];
  switch (ending) {
    case 'json':
      return { kind: 'json', text: textOf(file, ending) };
    case 'node':
      return refuse(file, 'it is machine code, which the checker cannot see into');
    case 'wasm':
      return refuse(file, 'it is WebAssembly, which the checker cannot see into');
    case 'tsx':
    case 'jsx':
      return refuse(file, 'it has to be compiled first');
    default:
      return compileText(file, textOf(file, ending), ending);
  }
}

function compileText(file: string, text: string, ending: string): ModuleCode {
  const filename = urls.fileURLToPath(file);
  try {
    if (isEsModule(file, text, ending)) return compileEsModule(file, filename, text);
    return compileCommonJs(filename, text.replace(/^#!/, '//'));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SyntaxError') throw error;
    return refuse(file, error.message, error);
  }
}

function compileCommonJs(filename: string, text: string): CommonJsCode {
  const program = parse(text, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true });
  const variables = variablesOf(program.body, '');
  const [first] = program.body;
  const strict = first?.type === 'ExpressionStatement' && first.directive === 'use strict' ? '"use strict";' : '';
  const prelude = `${strict}${HANDLE}(()=>[${variables.join()}]);`;
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname', HANDLE];
  const run = vm.compileFunction(prelude + text, parameters, { filename, columnOffset: -prelude.length }) as CommonJsCode['run'];
  return {
    kind: 'cjs',
    run,
    written: writtenTo(program, variables),
    functions: outermostFunctions(program).map(({ start, end }) => text.slice(start, end)),
  };
}

function compileEsModule(file: string, filename: string, text: string): EsCode {
  const parts = partsOf(file, text);
  const targets = parts.requests.map((specifier) => targetOf(specifier, file, 'import'));
  const body = bodyOf(parts, [...parts.reExported, ...starsOf(parts, targets, file, new Set([file]))]);
  const columnOffset = -body.indexOf(BEGIN) - BEGIN.length;
  const start = vm.compileFunction(body, [HANDLE], { filename, columnOffset }) as EsCode['start'];
  const prototype = scopeOf(parts.imports);
  const newScope = (namespaces: readonly Namespace[]) => {
    const scope = Object.create(prototype) as Scope;
    scope[NAMESPACES] = namespaces;
    return scope;
  };
  return { kind: 'esm', start, functions: parts.functions, written: parts.written, targets, newScope };
}

function scopeOf(imports: readonly ImportedName[]): object {
  const scope = Object.create(null) as object;
  for (const { request, imported, local } of imports) {
    const get =
      imported === '*'
        ? function (this: Scope): unknown {
            return this[NAMESPACES][request];
          }
        : function (this: Scope): unknown {
            return this[NAMESPACES][request]![imported];
          };
    Object.defineProperty(scope, local, { get });
  }
  return scope;
}

const parsed = new Map<string, EsModule>();

function partsOf(file: string, text: string): EsModule {
  let parts = parsed.get(file);
  if (parts === undefined) parsed.set(file, (parts = transform(text)));
  return parts;
}

/** What `export * from` exports. Of two of one name the first counts. */
function starsOf(parts: EsModule, targets: readonly Target[], file: string, seen: Set<string>): ImportedName[] {
  const names = new Set(['default', ...parts.exported.keys(), ...parts.reExported.map(({ local }) => local)]);
  const stars: ImportedName[] = [];
  for (const request of parts.stars) {
    for (const name of exportsOf(targets[request]!, file, seen)) {
      if (names.has(name)) continue;
      names.add(name);
      stars.push({ request, imported: name, local: name });
    }
  }
  return stars;
}

function exportsOf(target: Target, from: string, seen: Set<string>): string[] {
  if (!('file' in target)) return Object.keys(namespaceOf(target.outside));
  const { file } = target;
  if (seen.has(file)) return [];
  seen.add(file);
  const [, ending = ''] = /\.([^./]*)$/.exec(file) ?? [];
  const text = textOf(file, ending);
  if (!isEsModule(file, text, ending))
    return refuse(from, `it exports all of ${shown(file)}, which is no ES module and whose names are known only when it runs`);
  const parts = partsOf(file, text);
  const targets = parts.requests.map((specifier) => targetOf(specifier, file, 'import'));
  return [...parts.exported.keys(), ...[...parts.reExported, ...starsOf(parts, targets, file, seen)].map(({ local }) => local)];
}

function textOf(file: string, ending: string): string {
  const text = fs.readFileSync(new URL(file), 'utf8');
  return /^[mc]?ts$/.test(ending) ? modules.stripTypeScriptTypes(text) : text;
}

function refuse(file: string, why: string, cause?: Error): never {
  throw new NotInstrumentableError(`${shown(file)} cannot be instrumented: ${why}`, { cause });
}

/** As Node decides: by the ending, else by the `type` of the package, else by whether the text imports or exports. */
function isEsModule(file: string, text: string, ending: string): boolean {
  if (ending.startsWith('m')) return true;
  if (ending.startsWith('c')) return false;
  const manifest = modules.findPackageJSON(file);
  const { type } = manifest === undefined ? {} : (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { type?: string });
  if (type === 'module' || type === 'commonjs') return type === 'module';
  return /^\s*(?:import\s*[\w{*"']|export\s*[\w{*])/m.test(text);
}
