import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Environment } from './environment.js';

/** A setting is missing or wrong. The message names the variable and never repeats its value. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

/** Settings that may be given as `NAME_FILE`, the path of a file that holds the value. */
const FROM_FILE = [
  ...['DATABASE_URL', 'DATABASE_MIGRATION_URL', 'DATABASE_REPLICA_URLS', 'REDIS_URL'],
  ...['MEMBER_HASH_KEY', 'AUDIT_KEY', 'OTEL_EXPORTER_OTLP_HEADERS'],
];

function valueOf(name: string, source: NodeJS.ProcessEnv): string | undefined {
  const direct = source[name];
  if (direct !== undefined && direct !== '') return direct;
  const file = FROM_FILE.includes(name) ? source[`${name}_FILE`] : undefined;
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigurationError(`${name}_FILE: the file cannot be read`);
  }
}

/**
 * The typed settings of a process.
 * @throws ConfigurationError naming every variable that is wrong.
 */
export function parseEnvironment(source: NodeJS.ProcessEnv): Environment {
  const known = Object.keys(new Environment());
  const optional = ['DATABASE_URL', 'DATABASE_MIGRATION_URL', 'DATABASE_TLS_CA_FILE', 'DATABASE_TLS_CERT_FILE'];
  optional.push('DATABASE_TLS_KEY_FILE', 'MEMBER_HASH_KEY', 'AUDIT_KEY', 'RULESETS_DIR', 'ARCHIVE_DIR');
  optional.push('OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS');
  optional.push('OIDC_ISSUER', 'OIDC_JWKS_URL', 'OIDC_AUDIENCE', 'DATABASE_REPLICA_URLS', 'REDIS_URL');
  const given = [...new Set([...known, ...optional])]
    .map((name) => [name, valueOf(name, source)] as const)
    .filter(([, value]) => value !== undefined);
  const environment = plainToInstance(Environment, Object.fromEntries(given), { exposeDefaultValues: true });
  const problems = validateSync(environment).map(
    (error) => `${error.property}: ${Object.values(error.constraints ?? {}).join('; ')}`,
  );
  if (environment.DATABASE_POOL_MIN > environment.DATABASE_POOL_MAX) {
    problems.push('DATABASE_POOL_MIN: must not be greater than DATABASE_POOL_MAX');
  }
  const oidc = [environment.OIDC_ISSUER, environment.OIDC_JWKS_URL, environment.OIDC_AUDIENCE];
  if (oidc.some(Boolean) && !oidc.every(Boolean)) {
    problems.push('OIDC_ISSUER: OIDC_ISSUER, OIDC_JWKS_URL and OIDC_AUDIENCE are set together or not at all');
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
  return environment;
}
