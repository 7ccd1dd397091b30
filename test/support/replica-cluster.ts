import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { runAs } from '../../src/platform/database/embedded/run-as.js';

const run = promisify(execFile);

/** PostgreSQL's own programs, with pg_basebackup, which the embedded server's package lacks. */
export const PG_BIN = ['15', '16', '17', '18'].map((version) => `/usr/lib/postgresql/${version}/bin`).find(existsSync);

/** A primary and a streaming replica of it, both real. */
export interface ReplicaCluster {
  /** Connections of the superuser. */
  readonly primary: string;
  readonly replica: string;
  stopReplica(): Promise<void>;
  startReplica(): Promise<void>;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '60', unix_socket_directories: '' };

/** Makes a primary, copies it with pg_basebackup, and starts both. */
export async function startReplicaCluster(bin: string): Promise<ReplicaCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'stars-replica-'));
  chmodSync(folder, 0o755); // PostgreSQL's user passes through
  const as = runAs([folder, bin]);
  as.own(folder);
  const asUser = {
    uid: as.uid,
    gid: as.gid,
    cwd: folder,
    env: { PATH: `${bin}:${process.env.PATH}`, LC_ALL: 'C', TZ: 'UTC' },
  };
  const call = (program: string, ...args: string[]): Promise<unknown> => {
    const [first = '', ...rest] = [...as.prefix, join(bin, program), ...args];
    return run(first, rest, as.prefix.length > 0 ? { cwd: folder, env: asUser.env } : asUser);
  };
  const start = async (dir: string, port: number): Promise<() => Promise<void>> => {
    const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const [first = '', ...rest] = [...as.prefix, join(bin, 'postgres'), '-D', dir, '-p', String(port), ...flags];
    const child = spawn(first, rest, { ...(as.prefix.length > 0 ? { cwd: folder } : asUser), stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await answers(port);
    return async () => {
      child.kill('SIGQUIT'); // as a machine that fails
      await ended;
    };
  };
  const [main, copy] = [join(folder, 'primary'), join(folder, 'replica')];
  const ports = [await freePort(), await freePort()] as const;
  const url = (port: number): string => `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await call('initdb', '-D', main, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C');
  const stopPrimary = await start(main, ports[0]);
  mkdirSync(copy, { mode: 0o700 });
  as.own(copy);
  await call('pg_basebackup', '-d', url(ports[0]), '-D', copy, '-R', '-X', 'stream', '--checkpoint=fast', '--no-sync');
  let stopCopy = await start(copy, ports[1]);
  return {
    primary: url(ports[0]),
    replica: url(ports[1]),
    stopReplica: () => stopCopy(),
    startReplica: async () => {
      stopCopy = await start(copy, ports[1]);
    },
    stop: async () => {
      await stopCopy();
      await stopPrimary();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  for (const end = Date.now() + 30_000; ;) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
