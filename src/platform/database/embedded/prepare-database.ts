import pg from 'pg';

/** Role that owns the schema and runs migrations. */
const OWNER = 'stars_owner';
/** Role of the running service: it can neither alter tables nor rewrite the audit log. */
const APP = 'stars_app';

function urlFor(base: string, user: string, password: string, database: string): string {
  const url = new URL(base);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}

/** Makes the two roles and the database of the embedded server, as far as they are absent. */
export async function prepareEmbeddedDatabase(
  superuser: string,
  password: string,
  database = 'stars',
): Promise<{ appUrl: string; ownerUrl: string }> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(727001)');
    for (const role of [OWNER, APP]) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      if (rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    }
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER ${OWNER}`);
  } finally {
    await client.end();
  }
  return {
    appUrl: urlFor(superuser, APP, password, database),
    ownerUrl: urlFor(superuser, OWNER, password, database),
  };
}
