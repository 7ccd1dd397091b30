import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { postgresBinaries } from './binaries.js';
import { runAs } from './run-as.js';
import { machineMemory, serverSettings } from './server-settings.js';

/** Where a cluster lives and how it is set up. */
export interface ClusterOptions {
  /** Folder of the cluster's files; created when absent. */
  readonly dir: string;
  readonly password: string;
  /** Server settings that go before those by the machine's memory, such as `fsync=off` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The superuser of the embedded cluster. */
export const SUPERUSER = 'postgres';

export const superuserUrl = (port: number, password: string, database = 'postgres'): string =>
  `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;

/** Whether the process exists (a process of another user exists too). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Process and port of the server that last started in the folder, from PostgreSQL's own pid file. */
export function pidFile(dir: string): { pid: number; port: number } | undefined {
  try {
    const lines = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return Number.isInteger(pid) && pid > 0 && port > 0 ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a server answers there and knows the password; waits while it starts or recovers. */
export async function answers(
  port: number,
  password: string,
  waitMs: number,
  stillRuns: () => boolean,
): Promise<boolean> {
  for (let waited = 0; stillRuns(); waited += 50) {
    const client = new pg.Client({ connectionString: superuserUrl(port, password), connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined); // the failed connect below tells
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (waited >= waitMs || (error as { code?: string }).code === '28P01') return false;
    } finally {
      await client.end().catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Makes the cluster's files (initdb) with scram-sha-256 passwords; a half-made folder is made anew. */
async function initialise(options: ClusterOptions): Promise<void> {
  const { initdb, postgres } = await postgresBinaries();
  const { dir, password } = options;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const as = runAs([dirname(dir), dirname(postgres)]);
  const secret = `${dir}.password`;
  writeFileSync(secret, `${password}\n`, { mode: 0o600 });
  as.own(secret);
  as.own(dir);
  const args = [`--pgdata=${dir}`, `--username=${SUPERUSER}`, `--pwfile=${secret}`, '--auth=scram-sha-256'];
  args.push('--encoding=UTF8', '--locale=C', '--no-instructions');
  try {
    await finished(start([...as.prefix, initdb, ...args], as, 'ignore', dirname(dir)), 'initdb');
  } finally {
    rmSync(secret, { force: true });
  }
}

function start(
  command: readonly string[],
  as: { uid?: number; gid?: number },
  output: 'ignore' | number,
  cwd: string,
): ChildProcess {
  const [program = '', ...args] = command;
  // Its own process group: Ctrl-C reaches the service first, which drains and then stops the server.
  return spawn(program, args, {
    cwd,
    detached: true,
    stdio: ['ignore', output, output],
    uid: as.uid,
    gid: as.gid,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
}

function finished(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${name} failed (${signal ?? `exit ${code}`})`)),
    );
  });
}

/**
 * Starts the server over the folder and waits until it answers (crash recovery included).
 * @param onPort the port to listen on; a free one by default.
 */
export async function startCluster(options: ClusterOptions, onPort?: number): Promise<{ pid: number; port: number }> {
  const { dir, password } = options;
  if (!existsSync(join(dir, 'global', 'pg_control'))) await initialise(options);
  const { postgres } = await postgresBinaries();
  const port = onPort ?? (await freePort());
  const own = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const settings = { ...serverSettings(machineMemory()), ...own, ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(`${dir}.log`, 'a', 0o600);
  const as = runAs([dirname(dir), dirname(postgres)]);
  const child = start([...as.prefix, postgres, '-D', dir, '-p', String(port), ...flags], as, log, dirname(dir));
  closeSync(log);
  let exited = false;
  child.once('exit', () => (exited = true));
  child.once('error', () => (exited = true));
  child.unref();
  if (!(await answers(port, password, 120_000, () => !exited)) || child.pid === undefined) {
    throw new Error(`The embedded PostgreSQL did not start; its log is ${dir}.log`);
  }
  return { pid: child.pid, port };
}

/** Stops the server: open transactions are rolled back, the files are left clean. */
export async function stopCluster(pid: number, waitMs = 30_000): Promise<void> {
  for (const [signal, wait] of [
    ['SIGINT', waitMs],
    ['SIGQUIT', 5000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < wait && isAlive(pid); waited += 25) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
