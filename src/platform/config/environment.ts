import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, MinLength } from 'class-validator';
import { ScaleSettings } from './scale-settings.js';
import { toBoolean } from './to-boolean.js';

const POSTGRES_URL = /^postgres(ql)?:\/\/.+/;

/**
 * Every setting of the service, parsed once at boot from environment variables of the same names.
 * A secret may be given as `NAME_FILE` (a path) instead of `NAME`. A bad value stops the boot with its name.
 */
export class Environment extends ScaleSettings {
  /** `production` demands explicit keys; `test` keeps the log quiet. */
  @IsIn(['development', 'test', 'production'])
  NODE_ENV: 'development' | 'test' | 'production' = 'development';

  /** Address to listen on. */
  @IsString()
  HOST = '127.0.0.1';

  /** Port of the HTTP API; 0 takes a free one. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65_535)
  PORT = 3000;

  /** Folder of the embedded database and of the generated keys. */
  @IsString()
  DATA_DIR = '.data';

  /** PostgreSQL 15–18 of your own (the application's role). Unset: the embedded server. */
  @IsOptional()
  @Matches(POSTGRES_URL)
  DATABASE_URL?: string;

  /** Role that owns the schema: migrations, partitions, retention. Unset: `DATABASE_URL`. */
  @IsOptional()
  @Matches(POSTGRES_URL)
  DATABASE_MIGRATION_URL?: string;

  /** Existing role that may read and nothing else, such as that of reports; it never sees API keys or stored answers. */
  @IsOptional()
  @Matches(/^[a-z_][a-z0-9_]{0,62}$/)
  DATABASE_READER_ROLE?: string;

  /** Connections that are kept open when idle. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(500)
  DATABASE_POOL_MIN = 5;

  /** Largest number of connections. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  DATABASE_POOL_MAX = 20;

  /** Longest wait for a free connection, in milliseconds. */
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(600_000)
  DATABASE_ACQUIRE_TIMEOUT_MS = 30_000;

  /** A connection is replaced at this age, in seconds. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(86_400)
  DATABASE_RECYCLE_SECONDS = 3600;

  /** Longest run of one statement of a request, in milliseconds. */
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  DATABASE_STATEMENT_TIMEOUT_MS = 30_000;

  /** TLS to the database: `disable`, `require` (encrypt), `verify-full` (encrypt, check the certificate and the name). */
  @IsIn(['disable', 'require', 'verify-full'])
  DATABASE_TLS: 'disable' | 'require' | 'verify-full' = 'disable';

  /** PEM file of the certificate authority for `verify-full`. */
  @IsOptional()
  @IsString()
  DATABASE_TLS_CA_FILE?: string;

  /** PEM file of a client certificate. */
  @IsOptional()
  @IsString()
  DATABASE_TLS_CERT_FILE?: string;

  /** PEM file of the client certificate's key. */
  @IsOptional()
  @IsString()
  DATABASE_TLS_KEY_FILE?: string;

  /** Restart the embedded server when it dies while the service runs. */
  @Transform(toBoolean)
  @IsBoolean()
  EMBEDDED_SUPERVISE = true;

  /** Key of the HMAC over raw member ids, at least 32 characters. Unset: created once in `DATA_DIR` (not in production). */
  @IsOptional()
  @IsString()
  @MinLength(32)
  MEMBER_HASH_KEY?: string;

  /** Key of the audit log's chain, at least 32 characters. Unset: created once in `DATA_DIR` (not in production). */
  @IsOptional()
  @IsString()
  @MinLength(32)
  AUDIT_KEY?: string;

  /** `fatal` … `trace`, or `silent`. */
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  LOG_LEVEL: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent' = 'info';

  /** Largest request body, in bytes. */
  @Type(() => Number)
  @IsInt()
  @Min(1024)
  @Max(1_073_741_824)
  BODY_LIMIT_BYTES = 1_048_576;

  /** Longest wait for requests under way at shutdown, in milliseconds. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(600_000)
  SHUTDOWN_TIMEOUT_MS = 15_000;

  /** Trust `X-Forwarded-*` of a proxy in front. */
  @Transform(toBoolean)
  @IsBoolean()
  TRUST_PROXY = false;

  /** Requests a minute for one API key or user. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000_000)
  RATE_LIMIT_PER_MINUTE = 6000;

  /** Refused credentials a minute for one address; beyond it only keys already known are let in from there. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000_000)
  RATE_LIMIT_REFUSED_PER_MINUTE = 120;

  /** Longest time that a key revoked elsewhere is still accepted, in seconds. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10)
  API_KEY_CACHE_SECONDS = 10;

  /** How long known keys are accepted while the database is away, in seconds; 0 for not at all. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(604_800)
  API_KEY_OFFLINE_SECONDS = 3600;

  /** `Strict-Transport-Security` in seconds, for a service behind TLS; 0 leaves the header out. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(63_072_000)
  HSTS_SECONDS = 0;

  /** Issuer of accepted bearer tokens; set together with `OIDC_JWKS_URL` and `OIDC_AUDIENCE`. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true })
  OIDC_ISSUER?: string;

  /** URL of the issuer's signing keys (JWKS). */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true })
  OIDC_JWKS_URL?: string;

  /** Audience that a token must carry. */
  @IsOptional()
  @IsString()
  OIDC_AUDIENCE?: string;

  /** How far the clocks of issuer and service may differ, in seconds. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(300)
  OIDC_CLOCK_TOLERANCE_SECONDS = 5;

  /** Least time between two fetches of the signing keys on account of an unknown key id, in seconds. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(3600)
  OIDC_JWKS_COOLDOWN_SECONDS = 30;

  /** Claim that names the role (`viewer`, `analyst`, `admin`): a text or a list. */
  @IsString()
  OIDC_ROLE_CLAIM = 'role';

  /** Claim that lists the contracts a token is limited to; absent in the token: all contracts. */
  @IsString()
  OIDC_CONTRACTS_CLAIM = 'contracts';

  /** Folder with further rule-set files (`*.json`); a file for a year that the service ships replaces it. */
  @IsOptional()
  @IsString()
  RULESETS_DIR?: string;
}
