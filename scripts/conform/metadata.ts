/** What a test of test262 says of itself, in the comment that begins with three hyphens: a small part of YAML. */
export interface Metadata {
  readonly flags: readonly string[];
  readonly includes: readonly string[];
  readonly negative: { readonly phase: string; readonly type: string } | undefined;
}

const BLOCK = /\/\*---\r?\n?([\s\S]*?)---\*\//;

export function readMetadata(text: string): Metadata {
  const lines = (BLOCK.exec(text)?.[1] ?? '').split(/\r?\n/);
  const negative = mapOf(lines, 'negative');
  return {
    flags: listOf(lines, 'flags'),
    includes: listOf(lines, 'includes'),
    negative: negative === undefined ? undefined : { phase: negative['phase'] ?? '', type: negative['type'] ?? '' },
  };
}

/** The lines that belong to a key: what follows it on its own line, and those below that are indented. */
function valueOf(lines: readonly string[], key: string): string[] | undefined {
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return undefined;
  const below = lines.slice(at + 1);
  const end = below.findIndex((line) => /^\S/.test(line) && !line.startsWith('-'));
  return [lines[at]!.slice(key.length + 1), ...(end < 0 ? below : below.slice(0, end))].map((line) =>
    line.replace(/(?:^|\s)#.*/, '').trim(),
  );
}

/** `[a, b]`, also over several lines, or a line `- a` each. */
function listOf(lines: readonly string[], key: string): string[] {
  const value = (valueOf(lines, key) ?? []).filter((line) => line !== '');
  const isInline = value[0]?.startsWith('[') === true;
  const items = isInline
    ? value
        .join(' ')
        .replace(/^\[|\]$/g, '')
        .split(',')
    : value.map((line) => line.replace(/^-/, ''));
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

function mapOf(lines: readonly string[], key: string): Record<string, string> | undefined {
  const value = valueOf(lines, key);
  return value && Object.fromEntries(value.filter((line) => line !== '').map((line) => line.split(/:\s*/, 2) as [string, string]));
}
