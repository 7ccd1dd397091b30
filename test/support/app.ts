import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.setup.js';
import { DeploymentKeys, parseEnvironment } from '../../src/platform/config/index.js';
import type { DatabaseLocation } from '../../src/platform/database/index.js';
import { testDatabase } from './database.js';

/** Keys of the tests; nothing real is signed with them. */
export const TEST_KEYS = new DeploymentKeys('m'.repeat(64), 'a'.repeat(64), '');

/** A whole application over a database of its own, listening on a free port. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly location: DatabaseLocation;
  /** Base URL, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Boots the application as `npm start` does, with further settings of the test. */
export async function startTestApp(settings: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const location = await testDatabase();
  const environment = parseEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', ...settings });
  const app = await createApp({ environment, keys: TEST_KEYS, location });
  await app.listen(0, '127.0.0.1');
  const close = async (): Promise<void> => {
    await app.close();
    await location.stop();
  };
  return { app, location, url: await app.getUrl(), close };
}
