// All tests with coverage, over a real PostgreSQL that is started for the run. Further arguments go to the runner.
import { spawnSync } from 'node:child_process';
import { ensureBuilt, root } from './build.mjs';

await ensureBuilt();
const args = ['run', '--coverage', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [`${root}/node_modules/vitest/vitest.mjs`, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
