import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { deploymentKeys, parseEnvironment } from '../platform/config/index.js';
import { locateDatabase, migrate } from '../platform/database/index.js';
import { Log } from '../platform/telemetry/index.js';

/**
 * Runs a command inside the application: the configured database, or the embedded one, which is started for the
 * command when the service is not running.
 */
export async function withApp<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const environment = parseEnvironment({ LOG_LEVEL: 'warn', ...process.env, JOBS_IN_PROCESS: 'false' });
  const keys = deploymentKeys(environment);
  const location = await locateDatabase(environment, keys);
  try {
    await migrate(environment, location, new Date());
    const app = await NestFactory.createApplicationContext(AppModule.forRoot({ environment, keys, location }), {
      logger: new Log(environment.LOG_LEVEL),
      abortOnError: false,
    });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await location.stop();
  }
}
