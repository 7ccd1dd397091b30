import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { answers, type ClusterOptions, isAlive, pidFile, startCluster, stopCluster } from './cluster.js';

/** A running embedded PostgreSQL. */
export interface EmbeddedServer {
  readonly port: number;
  /** Stops the server when this process is responsible for it; a guest only lets go. */
  stop(): Promise<void>;
}

interface EmbeddedOptions extends Omit<ClusterOptions, 'dir'> {
  /** Data folder; the cluster lives in its `postgres` folder. */
  readonly dataDir: string;
  /** Bring the server back when it dies. */
  readonly supervise: boolean;
  readonly onRestart?: () => void;
}

/** The process responsible for the server, kept beside the cluster. */
function owner(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 && pid !== process.pid && isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Only one process at a time may start or adopt the server of a folder; a lock of a dead process is taken over. */
async function exclusively<T>(lock: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (owner(lock) === undefined) rmSync(lock, { force: true });
      else await new Promise((wait) => setTimeout(wait, 100));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Looks after the server: when its process is gone, it is started again on the same port. */
function watch(running: { pid: number }, restart: () => Promise<void>): NodeJS.Timeout {
  let busy = false;
  const timer = setInterval(() => {
    if (busy || isAlive(running.pid)) return;
    busy = true;
    restart()
      .catch(() => undefined) // tried again at the next tick; requests answer 503 until then
      .finally(() => (busy = false));
  }, 500);
  timer.unref();
  return timer;
}

/**
 * Starts the embedded PostgreSQL of the data folder, or joins the one that runs there already.
 * A server left behind by a killed process is adopted; one that belongs to a living process is used as a guest.
 */
export async function embeddedServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const cluster: ClusterOptions = { ...options, dir: join(dataDir, 'postgres') };
  const ownerFile = join(dataDir, 'postgres.owner');
  return exclusively(join(dataDir, 'postgres.lock'), async () => {
    const left = pidFile(cluster.dir);
    const lives =
      left !== undefined &&
      isAlive(left.pid) &&
      (await answers(left.port, options.password, 30_000, () => isAlive(left.pid)));
    if (lives && owner(ownerFile) !== undefined) return { port: left.port, stop: () => Promise.resolve() };
    const running = lives ? left : await startCluster(cluster);
    writeFileSync(ownerFile, String(process.pid));
    const { port } = running;
    const timer = options.supervise
      ? watch(running, async () => {
          running.pid = (await startCluster(cluster, port)).pid;
          options.onRestart?.();
        })
      : undefined;
    const stop = async (): Promise<void> => {
      clearInterval(timer);
      await stopCluster(running.pid);
      rmSync(ownerFile, { force: true });
    };
    return { port, stop };
  });
}
