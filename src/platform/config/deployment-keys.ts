import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.js';
import { ConfigurationError } from './parse-environment.js';

/** The secrets of one deployment. They never reach the database, a log or an answer. */
export class DeploymentKeys {
  constructor(
    /** Key of the HMAC over raw member ids. */
    readonly memberHashKey: string,
    /** Key of the audit log's row codes and chain. */
    readonly auditKey: string,
    /** Password of the embedded server's roles. */
    readonly embeddedPassword: string,
  ) {}
}

interface KeyFile {
  memberHashKey: string;
  auditKey: string;
  embeddedPassword: string;
}

const newKey = (): string => randomBytes(32).toString('hex');

/** The key file of the data folder, created once and whole: of processes that start together, the first one's counts. */
function keyFile(dataDir: string): KeyFile {
  const path = join(dataDir, 'keys.json');
  const draft = `${path}.${process.pid}`;
  const fresh: KeyFile = { memberHashKey: newKey(), auditKey: newKey(), embeddedPassword: newKey() };
  try {
    mkdirSync(dataDir, { recursive: true });
    if (!existsSync(path)) {
      writeFileSync(draft, JSON.stringify(fresh, null, 2), { mode: 0o600 });
      linkSync(draft, path);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new ConfigurationError('DATA_DIR: the folder cannot be written');
    }
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as KeyFile;
  } catch {
    throw new ConfigurationError('DATA_DIR: keys.json cannot be read; restore it, its keys cannot be replaced');
  }
}

/**
 * The keys from configuration, or, outside production, created once in the data folder.
 * @throws ConfigurationError in production when a key is not configured.
 */
export function deploymentKeys(environment: Environment): DeploymentKeys {
  const { MEMBER_HASH_KEY, AUDIT_KEY, DATABASE_URL } = environment;
  if (environment.NODE_ENV === 'production') {
    if (!MEMBER_HASH_KEY) throw new ConfigurationError('MEMBER_HASH_KEY: must be set in production');
    if (!AUDIT_KEY) throw new ConfigurationError('AUDIT_KEY: must be set in production');
  }
  if (MEMBER_HASH_KEY && AUDIT_KEY && DATABASE_URL) return new DeploymentKeys(MEMBER_HASH_KEY, AUDIT_KEY, '');
  const file = keyFile(environment.DATA_DIR);
  return new DeploymentKeys(MEMBER_HASH_KEY ?? file.memberHashKey, AUDIT_KEY ?? file.auditKey, file.embeddedPassword);
}
