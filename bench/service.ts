import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deploymentKeys, parseEnvironment } from '../src/platform/config/index.js';
import { pidFile, superuserUrl } from '../src/platform/database/embedded/cluster.js';

/** The service in a process of its own on a fresh embedded PostgreSQL with its ordinary, durable settings. */
export interface BenchService {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** The admin key that the first start printed. */
  readonly key: string;
  /** Connection of the role that owns the schema. */
  readonly ownerUrl: string;
  /** Connection of the superuser of the embedded server. */
  readonly superuserUrl: string;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

interface Started {
  readonly pid: number;
  readonly output: string;
  readonly end: () => Promise<void>;
}

/** Starts a process of the service and waits until it has printed where it is. */
async function start(settings: NodeJS.ProcessEnv): Promise<Started> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/Health\s+http/.test(text)) setTimeout(() => resolve(text), 200);
    });
    child.once('exit', () => reject(new Error('the service did not start')));
  });
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid ?? 0, output, end };
}

const urlIn = (output: string): string | undefined => /API\s+(http:\S+)\/api\/v1/.exec(output)?.[1];

const ordinary = (dataDir: string): Record<string, string> => ({
  ...{ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000000' },
});

/** Starts the service and waits until it has printed where it is. */
export async function startBenchService(further: Record<string, string> = {}): Promise<BenchService> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-bench-'));
  const settings = { ...ordinary(dataDir), ...further };
  const { pid, output, end } = await start(settings);
  const url = urlIn(output);
  const key = /sro_\S+/.exec(output)?.[0];
  if (!url || !key) throw new Error('the service did not print its URL and first key');
  const { embeddedPassword } = deploymentKeys(parseEnvironment(settings));
  const port = pidFile(join(dataDir, 'postgres'))?.port;
  const stop = async (): Promise<void> => {
    await end();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const ownerUrl = `postgresql://stars_owner:${embeddedPassword}@127.0.0.1:${port}/stars`;
  const server = { ownerUrl, superuserUrl: superuserUrl(port ?? 0, embeddedPassword, 'stars') };
  return { url, pid, dataDir, key, ...server, stop };
}

/** Starts another instance over the database of one that was given its `MEMBER_HASH_KEY` and `AUDIT_KEY`. */
export async function startBeside(first: BenchService, further: Record<string, string>): Promise<BenchService> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-bench-'));
  const appUrl = first.ownerUrl.replace('stars_owner', 'stars_app');
  const urls = { DATABASE_URL: appUrl, DATABASE_MIGRATION_URL: first.ownerUrl };
  const { pid, output, end } = await start({ ...ordinary(dataDir), ...urls, JOBS_IN_PROCESS: 'false', ...further });
  const stop = async (): Promise<void> => {
    await end();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ...first, url: urlIn(output) ?? '', pid, dataDir, stop };
}
