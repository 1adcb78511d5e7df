import type { Variant } from './ast.ts';
import type { CatTokens } from './cat-tokens.ts';

/** Reads a condition in quotes, with `not`, `&&` and `||`. Costs one pass. */
export function readVariant(tokens: CatTokens): Variant {
  let a = readAnd(tokens);
  while (tokens.accept('||')) a = { kind: 'or', a, b: readAnd(tokens) };
  return a;
}

function readAnd(tokens: CatTokens): Variant {
  let a = readAtom(tokens);
  while (tokens.accept('&&')) a = { kind: 'and', a, b: readAtom(tokens) };
  return a;
}

function readAtom(tokens: CatTokens): Variant {
  if (tokens.accept('not')) return { kind: 'not', a: readAtom(tokens) };
  if (tokens.accept('(')) {
    const inner = readVariant(tokens);
    tokens.expect(')');
    return inner;
  }
  return { kind: 'variant', name: tokens.string('a condition in quotes, such as "vmsa"') };
}
