// Asks the package registry for known weaknesses of the dependencies; fails on high and critical ones.
// A registry that gives no advisories cannot be asked: that is said, and fails only with AUDIT_REQUIRED=1.
import { spawnSync } from 'node:child_process';

const cwd = process.argv[2] ?? process.cwd();
const { stdout } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], {
  cwd,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const { vulnerabilities, metadata, message = 'no answer' } = parsed(stdout);
if (!metadata) {
  const required = process.env.AUDIT_REQUIRED === '1';
  const reason = message.replace(/\s-\s.*$/, '');
  console.log(`The registry gave no advisories (${reason}): dependencies were not audited.`);
  process.exit(required ? 1 : 0);
}
const { low, moderate, high, critical } = metadata.vulnerabilities;
for (const { name, severity, range } of Object.values(vulnerabilities)) console.log(`${severity}: ${name} ${range}`);
console.log(`${low} low, ${moderate} moderate, ${high} high, ${critical} critical`);
process.exit(high + critical > 0 ? 1 : 0);
