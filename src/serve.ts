import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import type { AppContext } from './app.module.js';
import { createApp } from './app.setup.js';
import { ConfigurationError, deploymentKeys, parseEnvironment } from './platform/config/index.js';
import { DatabaseGate, locateDatabase, migrate } from './platform/database/index.js';
import { keepAllocationsYoung } from './platform/engine/index.js';
import { answerProbesOnly, isDatabaseAway } from './platform/http/index.js';
import { hasOfflineState } from './platform/offline/index.js';
import { createFirstAdminKey } from './platform/security/index.js';
import { Log } from './platform/telemetry/index.js';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Printed as soon as it is made: should the boot fail later, the key is not lost. */
async function printFirstAdminKey(owner: DataSource): Promise<void> {
  const key = await createFirstAdminKey(owner);
  if (key !== undefined) say(`Admin API key (shown this once; send it as X-API-Key)  ${key}`);
}

/** Stops taking requests, lets those under way finish, closes the pool, and only then stops the embedded database. */
async function shutDown(app: NestFastifyApplication, { environment, location }: AppContext, log: Log): Promise<void> {
  const late = setTimeout(() => log.warning('requests under way were cut off'), environment.SHUTDOWN_TIMEOUT_MS);
  const cutOff = new Promise((resolve) => setTimeout(resolve, environment.SHUTDOWN_TIMEOUT_MS).unref());
  await Promise.race([app.close(), cutOff]);
  clearTimeout(late);
  await location.stop();
}

/**
 * Prepares the database. One of your own that cannot be reached does not keep a service from starting that has run over
 * it before: it goes on with what it remembers, and prepares the database as soon as it is there.
 */
async function isAway(
  prepare: () => Promise<void>,
  { environment, keys, location }: AppContext,
  log: Log,
): Promise<boolean> {
  try {
    await prepare();
    return false;
  } catch (error) {
    if (location.embedded || !isDatabaseAway(error) || !hasOfflineState(environment, keys)) throw error;
    log.warning('the database is away: the service starts with what it remembers');
    return true;
  }
}

function onSignals(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return; // npm passes on a Ctrl-C that the process has already received
      stopping = true;
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

/**
 * Boots the service: settings, database, schema, HTTP. Prints where it is to be found.
 * @param role `worker` works on background jobs and answers nothing but probes and metrics.
 */
export async function serve(source: NodeJS.ProcessEnv, role: 'service' | 'worker' = 'service'): Promise<void> {
  keepAllocationsYoung();
  try {
    const environment = parseEnvironment(role === 'worker' ? { ...source, JOBS_IN_PROCESS: 'true' } : source);
    const log = new Log(environment.LOG_LEVEL);
    const keys = deploymentKeys(environment);
    const location = await locateDatabase(environment, keys, () => log.warning('embedded database was started again'));
    const context: AppContext = { environment, keys, location };
    let app: NestFastifyApplication | undefined;
    onSignals(() => (app ? shutDown(app, context, log) : location.stop()));
    try {
      const prepare = (): Promise<void> => migrate(environment, location, new Date(), printFirstAdminKey);
      const away = await isAway(prepare, context, log);
      app = await createApp({ ...context, away });
      if (away) await app.get(DatabaseGate).whenThere(prepare);
      if (role === 'worker') answerProbesOnly(app.getHttpAdapter().getInstance());
      await app.listen(environment.PORT, environment.HOST);
    } catch (error) {
      await app?.close();
      await location.stop();
      throw error;
    }
    const base = (await app.getUrl()).replace('[::1]', 'localhost').replace('0.0.0.0', 'localhost');
    if (role === 'service') {
      say(`API      ${base}/api/v1`);
      say(`Swagger  ${base}/docs`);
    }
    say(`Health   ${base}/health/ready`);
  } catch (error) {
    const known = error instanceof ConfigurationError;
    process.stderr.write(
      `${known ? 'Configuration: ' : ''}${error instanceof Error ? error.message : 'boot failed'}\n`,
    );
    process.exitCode = 1;
    process.exit();
  }
}
