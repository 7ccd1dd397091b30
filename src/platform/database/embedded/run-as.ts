import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** How to start a server program: PostgreSQL refuses to run as root. */
export interface RunAs {
  /** Words before the program, such as `setpriv --reuid 101 …`. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  /** Gives a file or folder to the server's user. */
  own(path: string): void;
}

const SAME_USER: RunAs = { prefix: [], own: () => undefined };

function idOf(flag: '-u' | '-g', user: string): number | undefined {
  const answer = spawnSync('id', [flag, user], { encoding: 'utf8' });
  return answer.status === 0 ? Number(answer.stdout.trim()) : undefined;
}

function ordinaryUser(): { uid: number; gid: number } {
  for (const user of ['postgres', 'nobody']) {
    const uid = idOf('-u', user);
    const gid = idOf('-g', user);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root and there is no user postgres or nobody: set DATABASE_URL.');
}

/** Whether users other than root may pass through every folder above the path. */
function reachable(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * The way to run the server over the given folders. As root it runs as `postgres` or `nobody`; where a folder above
 * is closed to them (`/root`, a private temporary folder), it gets the one capability to pass through folders.
 */
export function runAs(folders: readonly string[]): RunAs {
  if (process.getuid?.() !== 0) return SAME_USER;
  const { uid, gid } = ordinaryUser();
  const own = (path: string): void => chownSync(path, uid, gid);
  if (folders.every(reachable)) return { prefix: [], uid, gid, own };
  const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  prefix.push('--securebits=+no_setuid_fixup'); // else access(2), by which initdb finds its programs, ignores capabilities
  for (const capability of ['dac_read_search', 'dac_override']) {
    const candidate = [...prefix, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
    try {
      execFileSync(candidate[0] ?? '', [...candidate.slice(1), 'true'], { stdio: 'ignore' });
      return { prefix: candidate, own };
    } catch {
      continue; // not granted in this container, or no setpriv: try the next one
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and its user cannot reach this folder. ' +
      'Move the project to a folder that others may enter, run as an ordinary user, or set DATABASE_URL.',
  );
}
