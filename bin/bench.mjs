// npm run bench -- <name>: measures one area; figures are ratios against a floor in the same run.
import { ensureBuilt } from './build.mjs';

await ensureBuilt();
const BENCHES = {
  ratings: ['../dist/bench/ratings.js', 'benchRatings'],
  simulations: ['../dist/bench/simulations.js', 'benchSimulations'],
  data: ['../dist/bench/data.js', 'benchData'],
  priority: ['../dist/bench/priority.js', 'benchPriority'],
  predictions: ['../dist/bench/predictions.js', 'benchPredictions'],
};
const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const [file, run] = BENCHES[name] ?? [];
  if (!file) {
    console.error(`There is no bench ${name}. Benches: ${Object.keys(BENCHES).join(', ')}`);
    process.exit(1);
  }
  console.log(`== ${name}`);
  const module = await import(file);
  await module[run]();
}
