import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members by the keyed hash of their id, the generations of that key, and the answers of idempotent requests. */
export class MembersAreKeptByAKeyedHash1764000000010 implements MigrationInterface {
  readonly name = 'MembersAreKeptByAKeyedHash1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE member_hash_generations (
        generation smallint NOT NULL CONSTRAINT member_hash_generations_pk PRIMARY KEY
          CONSTRAINT member_hash_generations_generation CHECK (generation >= 1),
        key_check bytea NOT NULL CONSTRAINT member_hash_generations_key_check CHECK (octet_length(key_check) = 32),
        current_since timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE members (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT members_pk PRIMARY KEY,
        member_hash bytea NOT NULL CONSTRAINT members_member_hash_key UNIQUE
          CONSTRAINT members_member_hash CHECK (octet_length(member_hash) = 32),
        hash_generation smallint NOT NULL,
        contract_id text NOT NULL CONSTRAINT members_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        active boolean NOT NULL,
        first_activity_on date,
        last_activity_on date,
        version integer NOT NULL CONSTRAINT members_version CHECK (version >= 1),
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT members_activity CHECK (last_activity_on >= first_activity_on),
        CONSTRAINT members_hash_generation FOREIGN KEY (hash_generation)
          REFERENCES member_hash_generations (generation) ON DELETE RESTRICT
      )`);
    await runner.query(`CREATE INDEX members_by_contract ON members (contract_id, id)`);
    await runner.query(`
      CREATE TABLE idempotency_keys (
        actor text NOT NULL,
        key_digest bytea NOT NULL CONSTRAINT idempotency_keys_key_digest CHECK (octet_length(key_digest) = 32),
        request_digest bytea NOT NULL
          CONSTRAINT idempotency_keys_request_digest CHECK (octet_length(request_digest) = 32),
        claim uuid NOT NULL,
        claimed_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        status smallint,
        body text,
        headers jsonb,
        CONSTRAINT idempotency_keys_pk PRIMARY KEY (actor, key_digest),
        CONSTRAINT idempotency_keys_answer CHECK ((status IS NULL) = (headers IS NULL))
      )`);
    await runner.query(`CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys, members, member_hash_generations');
  }
}
