// npm run drill: loses a PostgreSQL and recovers it to a point in time, with the scripts that operators use.
// Needs PostgreSQL's server programs (pg_config --bindir, or POSTGRES_BIN); everything happens in a temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, root } from './build.mjs';

await ensureBuilt();
const { default: pg } = await import('pg');
const { runAs } = await import('../dist/src/platform/database/embedded/run-as.js');
const { MEASURES } = await import('./drill-rating.mjs');

const candidates = [process.env.POSTGRES_BIN, ...[18, 17, 16, 15].map((n) => `/usr/lib/postgresql/${n}/bin`)];
const programs = candidates.find((folder) => folder && existsSync(join(folder, 'pg_basebackup')));
if (!programs) {
  console.log('left out: no PostgreSQL server programs here (set POSTGRES_BIN)');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'stars-drill-'));
chmodSync(folder, 0o755);
const as = runAs([folder, programs]);
const path = `${programs}:${process.env.PATH}`;
const started = Date.now();
const children = [];
const say = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s  ${text}`);
const must = (condition, text) => {
  if (!condition) throw new Error(text);
  say(text);
};

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Runs a program as the server's user, who owns the folder. */
function run(program, args, env = {}) {
  const [first, ...rest] = [...as.prefix, program, ...args];
  const options = { uid: as.uid, gid: as.gid, cwd: folder, env: { PATH: path, LC_ALL: 'C', ...env }, encoding: 'utf8' };
  return execFileSync(first, rest, { ...options, stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

async function until(what, condition, ms = 30_000) {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await condition().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited too long: ${what}`);
}

async function sql(url, text) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function startPostgres(dir) {
  const port = await freePort();
  const [first, ...rest] = [...as.prefix, join(programs, 'postgres'), '-D', dir, '-p', String(port)];
  rest.push('-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=');
  const env = { PATH: path, LC_ALL: 'C' };
  const child = spawn(first, rest, { uid: as.uid, gid: as.gid, cwd: folder, env, stdio: 'ignore' });
  children.push(child);
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await until('PostgreSQL', async () => (await sql(url, 'SELECT NOT pg_is_in_recovery() AS up'))[0].up);
  return { child, url };
}

const KEYS = { MEMBER_HASH_KEY: 'd'.repeat(64), AUDIT_KEY: 'e'.repeat(64) };
const settings = (url) => ({
  PATH: path,
  PORT: '0',
  LOG_LEVEL: 'silent',
  DATABASE_URL: url,
  DATA_DIR: folder,
  ...KEYS,
});

async function startService(url) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [join(root, 'dist/src/main.js')], { env: settings(url), stdio });
  children.push(child);
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  await until('the service', async () => /Health\s+http/.test(text));
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  return { url: /API\s+(http\S+)/.exec(text)[1], key: /sro_\S+/.exec(text)?.[0], stop };
}

async function rate(service, key, query = '') {
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const answer = await fetch(`${service.url}/ratings${query}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(MEASURES),
  });
  return answer.json();
}

try {
  as.own(folder);
  copyFileSync(join(root, 'bin/backup.sh'), join(folder, 'backup.sh')); // a place that the server's user can reach
  copyFileSync(join(root, 'bin/restore.sh'), join(folder, 'restore.sh'));
  const data = join(folder, 'data');
  run('initdb', ['--pgdata', data, '--username=postgres', '--auth=trust', '--no-instructions', '--encoding=UTF8']);
  const archive = `archive_command='${folder}/backup.sh wal %p %f ${folder}/wal'`;
  run('bash', ['-c', `printf '%s\\n' "archive_mode=on" "${archive}" >> data/postgresql.auto.conf`]);
  const lost = await startPostgres(data);
  const service = await startService(lost.url);
  const key = service.key;
  say('a PostgreSQL that archives its log, and a service over it');

  const first = await rate(service, key);
  const base = run(join(folder, 'backup.sh'), ['base', join(folder, 'backups')], { BACKUP_URL: lost.url });
  must(readdirSync(base).includes('backup_manifest'), 'a base backup, verified, while the service runs');
  const second = await rate(service, key);
  await until(
    'the sealer',
    async () => (await sql(lost.url, 'SELECT count(*)::int AS n FROM audit_unsealed'))[0].n === 0,
  );
  const [{ now: moment }] = await sql(lost.url, 'SELECT now()::text AS now');
  await new Promise((resolve) => setTimeout(resolve, 50));
  await rate(service, key);
  await sql(lost.url, 'DELETE FROM star_ratings; DROP TABLE gap_history CASCADE');
  await sql(lost.url, 'SELECT pg_switch_wal()');
  await until('the archive', async () => {
    const [{ last, wanted }] = await sql(
      lost.url,
      `SELECT last_archived_wal AS last, pg_walfile_name(pg_current_wal_lsn()) AS wanted FROM pg_stat_archiver`,
    );
    return last !== null && parseInt(last.slice(8), 16) >= parseInt(wanted.slice(8), 16) - 1;
  });
  await service.stop();
  lost.child.kill('SIGKILL');
  say('two ratings, a moment, a third rating, then all of them deleted and a table dropped; the server killed');

  const recovered = join(folder, 'recovered');
  run(join(folder, 'restore.sh'), ['point', base, join(folder, 'wal'), moment, recovered]);
  const found = await startPostgres(recovered);
  say('recovered to the moment, and promoted');
  const ids = (await sql(found.url, 'SELECT id FROM star_ratings ORDER BY created_at')).map(({ id }) => id);
  must(ids.join() === [first.id, second.id].join(), 'the first two ratings are there, the third is not');
  must((await sql(found.url, `SELECT to_regclass('gap_history') AS t`))[0].t !== null, 'the dropped table is there');
  const cli = (...args) =>
    execFileSync(process.execPath, [join(root, 'dist/src/cli/main.js'), ...args], {
      env: settings(found.url),
      encoding: 'utf8',
    });
  must(/^The trail is whole: [1-9]/.test(cli('audit', 'verify')), 'the audit chain verifies');
  const again = await startService(found.url);
  const replayed = await rate(again, key, '?persist=false');
  const [{ ratings, trace, digest }] = await sql(
    found.url,
    `SELECT ratings, trace, inputs_digest AS digest FROM star_ratings WHERE id = '${first.id}'`,
  );
  const text = (value) =>
    JSON.stringify(value, (_, v) =>
      v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v,
    );
  must(
    text(replayed.trace) === text(trace) && replayed.inputsDigest === digest && ratings,
    'the rating replays to its stored ledger',
  );
  await again.stop();
  say('drill passed');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 300));
  rmSync(folder, { recursive: true, force: true });
}
