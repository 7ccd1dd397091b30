// Writes the files that are made from the code; with --check only says which ones are out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, root } from './build.mjs';

await ensureBuilt();
await import('reflect-metadata');
const { generatedFiles } = await import('../dist/src/generated-files.js');
const check = process.argv.includes('--check');
let stale = 0;
for (const [path, content] of await generatedFiles()) {
  let present = '';
  try {
    present = readFileSync(join(root, path), 'utf8');
  } catch {
    // absent: written below, or reported
  }
  if (present === content) continue;
  stale++;
  if (!check) writeFileSync(join(root, path), content);
  console.log(`${check ? 'out of date' : 'written'}: ${path}`);
}
if (check && stale > 0) console.log('Run: npm run generate');
process.exit(check && stale > 0 ? 1 : 0);
