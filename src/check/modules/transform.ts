import type { AnyNode } from '../../realm/parser.ts';
import { parse } from '../../realm/parser.ts';
import { Edits } from './edits.ts';
import { outermostFunctions, variablesOf, declaredBy, walk, writtenTo } from './top-level.ts';

/** A name that a module imports: `local` is `imported` of the request, or all of it if that is `'*'`. */
export interface ImportedName {
  readonly request: number;
  readonly imported: string;
  readonly local: string;
}

/** What is left of an ES module when its imports and exports are taken out. */
export interface EsModule {
  /** The text without them. */
  readonly text: string;
  /** What it imports from, in order, each once. */
  readonly requests: readonly string[];
  readonly imports: readonly ImportedName[];
  /** Names that it exports from itself, each with the expression that has its value. */
  readonly exported: ReadonlyMap<string, string>;
  /** `export { imported as local } from …`. */
  readonly reExported: readonly ImportedName[];
  /** `export * from …`. */
  readonly stars: readonly number[];
  /** Its variables. */
  readonly variables: readonly string[];
  /** Those of them that have properties written to, by their places. */
  readonly written: readonly number[];
  /** The texts of its functions, as they will have them: those that lie in no other. */
  readonly functions: readonly string[];
}

/** The one parameter of the body: see `instances.ts`. */
export const HANDLE = '__lockwright';
const DEFAULT = '__lockwright_default';

/** After this the text of the module begins, in the body that {@link bodyOf} makes. */
export const BEGIN = 'yield;';

/**
 * The body of a function that makes a generator. Run to its `yield`, that hands over its exports (functions are there already); run on, it evaluates the module. What the module imports are
 * properties of an object that the engine looks names up in (`with`), so that imports stay live, and scopes are the engine's business.
 */
export function bodyOf({ text, imports, exported, variables }: EsModule, reExported: readonly ImportedName[]): string {
  const getters = [
    ...[...exported].map(([name, value]) => [name, value] as const),
    ...reExported.map(({ request, imported, local }) => [local, `${HANDLE}.get(${request},${JSON.stringify(imported)})`] as const),
  ].map(([name, value]) => `,get ${JSON.stringify(name)}(){return ${value}}`);
  const namespace = `{__proto__:${HANDLE}.base${getters.join('')}}`;
  const body = `{return(function*(){"use strict";${HANDLE}.exports(${namespace},()=>[${variables.join()}]);${BEGIN}${text}\n}).call(undefined)}`;
  return imports.length === 0 ? body : `with(${HANDLE}.scope)${body}`;
}

/**
 * Takes the imports and exports out of the text of an ES module, so that it can be evaluated for each thread anew. Costs one parse.
 *
 * @throws {SyntaxError} if the text is no module, or awaits at its top level
 */
export function transform(text: string): EsModule {
  return new Transform(text).run();
}

class Transform {
  readonly #edits: Edits;
  readonly #text: string;
  readonly #requests: string[] = [];
  readonly #imports: ImportedName[] = [];
  readonly #reExported: ImportedName[] = [];
  readonly #stars: number[] = [];
  /** By exported name: the expression that has its value. */
  readonly #exported = new Map<string, string>();

  constructor(text: string) {
    this.#text = text.startsWith('#!') ? `//${text.slice(2)}` : text;
    this.#edits = new Edits(this.#text);
  }

  run(): EsModule {
    const program = parse(this.#text, { ecmaVersion: 'latest', sourceType: 'module' });
    for (const statement of program.body) this.#statement(statement);
    this.#uses(program);
    const variables = variablesOf(program.body, DEFAULT);
    return {
      text: this.#edits.toString(),
      requests: this.#requests,
      imports: this.#imports,
      exported: this.#exported,
      reExported: this.#reExported,
      stars: this.#stars,
      variables,
      written: writtenTo(program, variables),
      functions: outermostFunctions(program).map(({ start, end }) => this.#edits.part(start, end)),
    };
  }

  #request(source: { value?: unknown }): number {
    const specifier = String(source.value);
    const known = this.#requests.indexOf(specifier);
    return known >= 0 ? known : this.#requests.push(specifier) - 1;
  }

  #statement(node: AnyNode): void {
    switch (node.type) {
      case 'ImportDeclaration': {
        const request = this.#request(node.source);
        for (const specifier of node.specifiers) {
          const imported =
            specifier.type === 'ImportSpecifier'
              ? nameOf(specifier.imported)
              : specifier.type === 'ImportDefaultSpecifier'
                ? 'default'
                : '*';
          this.#imports.push({ request, imported, local: specifier.local.name });
        }
        return this.#edits.remove(node.start, node.end);
      }
      case 'ExportAllDeclaration': {
        const request = this.#request(node.source);
        if (!node.exported) this.#stars.push(request);
        else this.#reExported.push({ request, imported: '*', local: nameOf(node.exported) });
        return this.#edits.remove(node.start, node.end);
      }
      case 'ExportNamedDeclaration':
        return this.#named(node);
      case 'ExportDefaultDeclaration':
        return this.#default(node);
      default:
    }
  }

  #named(node: AnyNode & { type: 'ExportNamedDeclaration' }): void {
    const { declaration, source } = node;
    if (declaration) {
      for (const name of declaredBy(declaration)) this.#exported.set(name, name);
      this.#edits.remove(node.start, declaration.start);
      return;
    }
    const request = source ? this.#request(source) : -1;
    for (const { local, exported } of node.specifiers) {
      if (request >= 0) this.#reExported.push({ request, imported: nameOf(local), local: nameOf(exported) });
      else this.#exported.set(nameOf(exported), nameOf(local));
    }
    this.#edits.remove(node.start, node.end);
  }

  #default(node: AnyNode & { type: 'ExportDefaultDeclaration' }): void {
    const { declaration } = node;
    const named = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id?.name;
    if (typeof named === 'string') {
      this.#exported.set('default', named);
      this.#edits.remove(node.start, declaration.start);
      return;
    }
    this.#exported.set('default', DEFAULT);
    // An object gives what has no name its name, as the declaration does.
    this.#edits.replace(node.start, declaration.start, `const ${DEFAULT}={default:`);
    const bracket = this.#text.slice(node.start, declaration.start).includes('(') ? ')' : '';
    this.#edits.replace(declaration.end, node.end, `${bracket}}.default;`);
    if (bracket !== '') this.#edits.insert(declaration.start, '(');
  }

  /** `import.meta`, `import()`, and calls of what is imported, whose `this` must not be the object of the names. */
  #uses(program: AnyNode): void {
    const imported = new Set(this.#imports.map(({ local }) => local));
    /** Where a statement begins that could be taken for a part of the one before. */
    const starts = new Set<number>();
    walk(program, (node, parent, inFunction) => {
      if (!inFunction && awaits(node)) throw new SyntaxError('it awaits at its top level');
      if (node.type === 'ExpressionStatement' && isBlock(parent)) starts.add(node.start);
      if (node.type === 'MetaProperty' && node.meta.name === 'import') this.#edits.replace(node.start, node.end, `${HANDLE}.meta`);
      if (node.type === 'ImportExpression') this.#edits.replace(node.start, node.start + 'import'.length, `${HANDLE}.import`);
      if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && imported.has(node.callee.name)) {
        const { start, end, name } = node.callee;
        this.#edits.replace(start, end, `${starts.has(start) ? ';' : ''}(0,${name})`);
      }
    });
  }
}

const isBlock = (node: AnyNode | undefined): boolean =>
  node !== undefined && /^(?:Program|BlockStatement|StaticBlock|SwitchCase)$/.test(node.type);

function awaits(node: AnyNode): boolean {
  if (node.type === 'ForOfStatement') return node.await;
  if (node.type === 'VariableDeclaration') return (node.kind as string) === 'await using';
  return node.type === 'AwaitExpression';
}

function nameOf(node: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return node.type === 'Literal' ? String(node.value) : node.name!;
}
