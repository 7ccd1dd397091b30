import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys are kept as digests, never as text, with role, contract scope and expiry. */
export class ApiKeysAreKeptAsDigests1764000000002 implements MigrationInterface {
  readonly name = 'ApiKeysAreKeptAsDigests1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_keys (
        id uuid NOT NULL,
        name text NOT NULL,
        prefix text NOT NULL,
        secret_hash bytea NOT NULL,
        role text NOT NULL,
        contracts text[],
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz,
        CONSTRAINT api_keys_pkey PRIMARY KEY (id),
        CONSTRAINT api_keys_prefix_key UNIQUE (prefix),
        CONSTRAINT api_keys_role_check CHECK (role IN ('viewer', 'analyst', 'admin')),
        CONSTRAINT api_keys_secret_hash_check CHECK (octet_length(secret_hash) = 32)
      )`);
    await runner.query('CREATE INDEX api_keys_name_idx ON api_keys (name)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_keys');
  }
}
