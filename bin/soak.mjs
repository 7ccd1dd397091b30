// npm run soak -- <name>: load and faults on the running service; fails when something does not hold.
import { execFileSync } from 'node:child_process';
import { ensureBuilt } from './build.mjs';

await ensureBuilt();
const SOAKS = {
  load: ['../dist/bench/soak/load.js', 'soakLoad'],
  faults: ['../dist/bench/soak/faults.js', 'soakFaults'],
};
const files = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }));
if (files < 10_500) {
  console.error(`10,000 connections need as many open files: ulimit -n 20000 (now ${files})`);
  process.exit(1);
}
const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(SOAKS)) {
  const [file, run] = SOAKS[name] ?? [];
  if (!file) {
    console.error(`There is no soak ${name}. Soaks: ${Object.keys(SOAKS).join(', ')}`);
    process.exit(1);
  }
  console.log(`== ${name}`);
  const module = await import(file);
  await module[run]();
}
process.exit();
