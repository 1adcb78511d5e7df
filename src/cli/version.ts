/** The version of this package. */
export async function version(): Promise<string> {
  const { default: manifest } = (await import('../../package.json', { with: { type: 'json' } })) as { default: { version: string } };
  return manifest.version;
}
