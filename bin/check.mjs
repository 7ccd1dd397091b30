// Everything that must hold before a change lands. Stops at the first step that fails.
// With --without-tests, everything but the tests.
import { spawnSync } from 'node:child_process';
import { root } from './build.mjs';

const STEPS = [
  ['types', 'tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['lint', 'eslint', '.', '--max-warnings', '0'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['boundaries', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'ormconfig.ts'],
  ['generated files', 'node', 'bin/generate.mjs', '--check'],
  ['openapi lint', 'redocly', 'lint', '--config', 'redocly.yaml', 'docs/openapi.json'],
  ['dependencies', 'node', 'bin/audit-dependencies.mjs'],
  ['tests', 'node', 'bin/test.mjs'],
];

const withTests = !process.argv.includes('--without-tests');
for (const [name, command, ...args] of STEPS.filter(([name]) => withTests || name !== 'tests')) {
  console.log(`\n== ${name}`);
  const local = command === 'node' ? process.execPath : `${root}/node_modules/.bin/${command}`;
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off' };
  const { status } = spawnSync(local, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) {
    console.log(`\n${name}: failed`);
    process.exit(status ?? 1);
  }
}
console.log('\nAll checks passed.');
