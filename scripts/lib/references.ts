/**
 * Finds what a module refers to: imports, exports from elsewhere, dynamic imports, types of other modules, and URLs of
 * modules. Costs one parse of the text.
 */
import { parseAst } from 'rolldown/parseAst';

/** `type`: gone after compilation. `url`: `new URL('./x.ts', import.meta.url)`. */
export type ReferenceKind = 'import' | 'type' | 'dynamic' | 'url';

export interface Reference {
  readonly specifier: string;
  readonly kind: ReferenceKind;
  /** Where the quoted specifier stands in the text. */
  readonly start: number;
  readonly end: number;
}

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

export type Language = 'ts' | 'js' | 'dts';

/** Calls `visit` with each node of the module, parents first. */
export function walkModule(code: string, language: Language, visit: (node: SyntaxNode) => void): void {
  walk(parseAst(code, { lang: language, sourceType: 'module' }), visit);
}

export function findReferences(code: string, language: Language): readonly Reference[] {
  const found: Reference[] = [];
  walkModule(code, language, (node) => {
    const kind = kindOf(node);
    if (kind === undefined) return;
    const quoted = kind === 'url' ? firstArgument(node) : node['source'];
    if (!isNode(quoted) || typeof quoted['value'] !== 'string') return;
    found.push({ specifier: quoted['value'], kind, start: quoted.start, end: quoted.end });
  });
  return found;
}

function kindOf(node: SyntaxNode): ReferenceKind | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return node['importKind'] === 'type' || allAreTypes(node, 'importKind') ? 'type' : 'import';
    case 'ExportAllDeclaration':
      return node['exportKind'] === 'type' ? 'type' : 'import';
    case 'ExportNamedDeclaration':
      return node['exportKind'] === 'type' || allAreTypes(node, 'exportKind') ? 'type' : 'import';
    case 'TSImportType':
      return 'type';
    case 'ImportExpression':
      return 'dynamic';
    case 'NewExpression':
      return isUrlOfModule(node) ? 'url' : undefined;
    default:
      return undefined;
  }
}

function allAreTypes(node: SyntaxNode, kind: string): boolean {
  const names = node['specifiers'];
  return Array.isArray(names) && names.length > 0 && names.every((name) => isNode(name) && name[kind] === 'type');
}

function isUrlOfModule(node: SyntaxNode): boolean {
  const callee = node['callee'];
  const base = Array.isArray(node['arguments']) ? node['arguments'][1] : undefined;
  return isNode(callee) && callee['name'] === 'URL' && isNode(base) && isNode(base['object']) && base['object'].type === 'MetaProperty';
}

function firstArgument(node: SyntaxNode): unknown {
  return Array.isArray(node['arguments']) ? node['arguments'][0] : undefined;
}

function walk(value: unknown, visit: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (isNode(value)) {
    visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
