import type { DeploymentKeys, Environment } from '../config/index.js';
import { superuserUrl } from './embedded/cluster.js';
import { embeddedServer } from './embedded/embedded-server.js';
import { prepareEmbeddedDatabase } from './embedded/prepare-database.js';

/** Where the database is, and who stops it. */
export class DatabaseLocation {
  constructor(
    /** Connection of the application's role. */
    readonly url: string,
    /** Connection of the role that owns the schema; the same as `url` where only one role is configured. */
    readonly ownerUrl: string,
    /** True when this project's embedded server is used. */
    readonly embedded: boolean,
    /** Stops the embedded server; does nothing for a server of your own. */
    readonly stop: () => Promise<void>,
  ) {}
}

/**
 * The configured PostgreSQL, or the embedded one, started.
 * @param onRestart called after the embedded server died and was started again.
 */
export async function locateDatabase(
  environment: Environment,
  keys: DeploymentKeys,
  onRestart?: () => void,
): Promise<DatabaseLocation> {
  const { DATABASE_URL, DATABASE_MIGRATION_URL, DATA_DIR, EMBEDDED_SUPERVISE } = environment;
  if (DATABASE_URL) {
    return new DatabaseLocation(DATABASE_URL, DATABASE_MIGRATION_URL ?? DATABASE_URL, false, () => Promise.resolve());
  }
  const password = keys.embeddedPassword;
  const server = await embeddedServer({ dataDir: DATA_DIR, password, supervise: EMBEDDED_SUPERVISE, onRestart });
  const { appUrl, ownerUrl } = await prepareEmbeddedDatabase(superuserUrl(server.port, password), password);
  return new DatabaseLocation(appUrl, ownerUrl, true, () => server.stop());
}
