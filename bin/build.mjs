// Builds dist/ when it is absent or older than the sources. Prints nothing to standard output.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');
const INPUTS = [
  'src',
  'bench',
  'ormconfig.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'package-lock.json',
];

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const isFresh = () =>
  existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...INPUTS.map((input) => newest(join(root, input))));

function build() {
  const startedAt = new Date();
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The build failed.');
  writeFileSync(stamp, '');
  // A source saved during the build makes the next start build again.
  utimesSync(stamp, startedAt, startedAt);
}

/** Two processes may start at once: one builds, the other waits. */
export async function ensureBuilt() {
  const lock = join(root, '.build-lock');
  while (!isFresh()) {
    try {
      closeSync(openSync(lock, 'wx'));
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 120_000) rmSync(lock, { force: true });
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      if (!isFresh()) build();
    } finally {
      rmSync(lock, { force: true });
    }
  }
}
