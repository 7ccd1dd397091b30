// npm run bench [-- NAME …] [--write]: measures; figures are ratios against a floor in the same run.
// Without names everything is measured, and the table is written to docs/performance.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, root } from './build.mjs';

await ensureBuilt();
const { Figures } = await import('../dist/bench/figures.js');
const { tableOf, withSection } = await import('../dist/bench/performance-document.js');
const BENCHES = {
  ratings: ['../dist/bench/ratings.js', 'benchRatings'],
  simulations: ['../dist/bench/simulations.js', 'benchSimulations'],
  data: ['../dist/bench/data.js', 'benchData'],
  priority: ['../dist/bench/priority.js', 'benchPriority'],
  optimize: ['../dist/bench/optimize.js', 'benchOptimize'],
  plan: ['../dist/bench/plan.js', 'benchPlan'],
  predictions: ['../dist/bench/predictions.js', 'benchPredictions'],
  cache: ['../dist/bench/cache.js', 'benchCache'],
  upgrade: ['../dist/bench/upgrade.js', 'benchUpgrade'],
};
const asked = process.argv.slice(2).filter((word) => word !== '--write');
const names = asked.length > 0 ? asked : Object.keys(BENCHES);
const unknown = names.find((name) => !(name in BENCHES));
if (unknown !== undefined) {
  console.error(`There is no bench ${unknown}. Benches: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}
const document = join(root, 'docs', 'performance.md');
const writes = asked.length === 0 || process.argv.includes('--write');
const all = [];
for (const name of names) {
  console.log(`== ${name}`);
  const [file, run] = BENCHES[name];
  const figures = new Figures(console.log);
  const module = await import(file);
  await module[run](figures);
  all.push(...figures.all);
  if (!writes) continue;
  const text = existsSync(document) ? readFileSync(document, 'utf8') : '';
  writeFileSync(document, withSection(text, name, figures.all, new Date()));
}
console.log(`\n${tableOf(all)}`);
