/** Compiles src/realm/backend/ops.wat to ops-bytes.ts, so that the package needs no file beside its code. Run after each change of the .wat. */
import { readFileSync, writeFileSync } from 'node:fs';
import wabtInit from 'wabt';

const wat = new URL('../src/realm/backend/ops.wat', import.meta.url);
const out = new URL('../src/realm/backend/ops-bytes.ts', import.meta.url);

/** The text of ops-bytes.ts for the given WebAssembly text. */
export async function opsBytesFile(text: string): Promise<string> {
  const wabt = await wabtInit();
  const module = wabt.parseWat('ops.wat', text, { threads: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  const base64 = Buffer.from(buffer).toString('base64');
  const lines = base64.match(/.{1,120}/g) ?? [];
  return (
    `/** ops.wat compiled, ${buffer.length} bytes. Made by scripts/build-wasm.ts: do not edit. */\n` +
    `export const OPS_WASM_BASE64 =\n${lines.map((line) => `  '${line}'`).join(' +\n')};\n`
  );
}

if (import.meta.main) {
  writeFileSync(out, await opsBytesFile(readFileSync(wat, 'utf8')));
  console.log(`wrote ${out.pathname}`);
}
