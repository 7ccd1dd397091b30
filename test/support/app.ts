import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { createApp } from '../../src/app.setup.js';
import { DeploymentKeys, parseEnvironment } from '../../src/platform/config/index.js';
import type { DatabaseLocation } from '../../src/platform/database/index.js';
import { ApiKeyStore, type Role } from '../../src/platform/security/index.js';
import { type Call, client } from './client.js';
import { testDatabase } from './database.js';

/** Keys of the tests; nothing real is signed with them. */
export const TEST_KEYS = new DeploymentKeys('m'.repeat(64), 'a'.repeat(64), '');

/** Holds the controllers of a test beside the application's modules. */
@Module({})
class TestRoot {}

/** A whole application over a database of its own, listening on a free port. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly location: DatabaseLocation;
  /** Base URL, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** One API key of each role, for all contracts. */
  readonly keys: Readonly<Record<Role, string>>;
  /** Calls the API: `call('GET', '/api/v1/keys', { key: keys.admin })`. */
  readonly call: Call;
  close(): Promise<void>;
}

/** Makes an API key without asking anyone. */
export async function testKey(
  app: NestFastifyApplication,
  role: Role,
  options: { contracts?: string[]; expiresAt?: Date } = {},
): Promise<{ id: string; text: string }> {
  const { contracts = null, expiresAt = null } = options;
  const order = { name: `test ${role}`, role, contracts, expiresAt, createdBy: 'system' };
  const { key, text } = await app.get(ApiKeyStore).insert(order);
  return { id: key.id, text };
}

/** Boots the application as `npm start` does, with further settings and controllers of the test. */
export async function startTestApp(
  settings: NodeJS.ProcessEnv = {},
  database: Promise<DatabaseLocation> = testDatabase(),
  controllers: Type[] = [],
): Promise<TestApp> {
  const location = await database;
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-app-'));
  const fixed = { NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: dataDir };
  const environment = parseEnvironment({ ...fixed, ...settings });
  const context = { environment, keys: TEST_KEYS, location };
  const root = { module: TestRoot, imports: [AppModule.forRoot(context)], controllers };
  const app = await createApp(context, root);
  await app.listen(0, '127.0.0.1');
  const [admin, analyst, viewer] = await Promise.all(
    (['admin', 'analyst', 'viewer'] as const).map(async (role) => (await testKey(app, role)).text),
  );
  const close = async (): Promise<void> => {
    await app.close();
    await location.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const url = await app.getUrl();
  return {
    app,
    location,
    url,
    keys: { admin: admin ?? '', analyst: analyst ?? '', viewer: viewer ?? '' },
    call: client(url),
    close,
  };
}
