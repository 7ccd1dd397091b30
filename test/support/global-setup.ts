import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { Environment } from '../../src/platform/config/index.js';
import { DatabaseLocation, migrate } from '../../src/platform/database/index.js';
import { superuserUrl } from '../../src/platform/database/embedded/cluster.js';
import { embeddedServer } from '../../src/platform/database/embedded/embedded-server.js';
import { prepareEmbeddedDatabase } from '../../src/platform/database/embedded/prepare-database.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection of the superuser of the shared test server. */
    superuser: string;
    password: string;
  }
}

/** Database that is migrated once and cloned for each test file. */
export const TEMPLATE = 'stars_template';

/** A server that forgets nothing while it runs, but need not survive a power cut. */
const FAST = {
  ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  shared_buffers: '128MB', // each database that is dropped makes the server look through all of it
};

/** One real PostgreSQL for the whole run, with one migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-test-'));
  const password = 'test-server-password';
  const server = await embeddedServer({ dataDir, password, supervise: false, settings: FAST });
  const superuser = superuserUrl(server.port, password);
  const { appUrl, ownerUrl } = await prepareEmbeddedDatabase(superuser, password, TEMPLATE);
  const location = new DatabaseLocation(appUrl, ownerUrl, true, () => Promise.resolve());
  await migrate(Object.assign(new Environment(), { NODE_ENV: 'test' }), location, new Date());
  project.provide('superuser', superuser);
  project.provide('password', password);
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
