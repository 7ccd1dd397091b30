import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { TestApp } from './app.js';

const ENTRY = join(import.meta.dirname, '../../dist/src/worker.js');

/** A worker process of its own over the database of a test, as `npm run start:worker` starts it after the build. */
export function startWorker({ location }: TestApp): ChildProcess {
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    LOG_LEVEL: 'silent',
    NODE_ENV: 'test',
    JOBS_TAKE_OVER_SECONDS: '1',
    DATABASE_URL: location.url,
    DATABASE_MIGRATION_URL: location.ownerUrl,
    MEMBER_HASH_KEY: 'm'.repeat(64),
    AUDIT_KEY: 'a'.repeat(64),
  };
  return spawn(process.execPath, [ENTRY], { env, stdio: 'ignore' });
}
