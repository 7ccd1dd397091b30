import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who asked for what (`api_logs`), who did what (`audit_log`), and the keyed chain over the latter (`audit_seal`).
 * The rows of the trail can be added and read. What changes, deletes or truncates them is refused by missing rights
 * where the application has a role of its own, and by triggers for everybody, the owner included.
 */
export class RequestsAreLoggedAndActsAreAudited1764000000001 implements MigrationInterface {
  readonly name = 'RequestsAreLoggedAndActsAreAudited1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_logs (
        occurred_at timestamptz(3) NOT NULL,
        id uuid NOT NULL,
        method text NOT NULL CONSTRAINT api_logs_method CHECK (method ~ '^[A-Z-]{1,20}$'),
        route text NOT NULL CONSTRAINT api_logs_route CHECK (length(route) BETWEEN 1 AND 200),
        status smallint CONSTRAINT api_logs_status CHECK (status BETWEEN 100 AND 599),
        aborted boolean NOT NULL,
        duration_ms real NOT NULL CONSTRAINT api_logs_duration CHECK (duration_ms >= 0),
        actor text CONSTRAINT api_logs_actor CHECK (length(actor) BETWEEN 1 AND 100),
        request_id text NOT NULL CONSTRAINT api_logs_request_id CHECK (length(request_id) BETWEEN 1 AND 64),
        contract_id text CONSTRAINT api_logs_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        CONSTRAINT api_logs_answered CHECK (status IS NOT NULL OR aborted),
        CONSTRAINT api_logs_pk PRIMARY KEY (occurred_at, id)
      ) PARTITION BY RANGE (occurred_at)`);
    await runner.query(`
      CREATE INDEX api_logs_errors ON api_logs (occurred_at, id) WHERE status >= 400 OR aborted`);
    await runner.query(`
      CREATE TABLE audit_log (
        occurred_at timestamptz(3) NOT NULL,
        id uuid NOT NULL,
        actor text NOT NULL CONSTRAINT audit_log_actor CHECK (length(actor) BETWEEN 1 AND 100),
        event text NOT NULL CONSTRAINT audit_log_event CHECK (event ~ '^[a-z][a-z0-9.-]{1,79}$'),
        entity_type text NOT NULL CONSTRAINT audit_log_entity_type CHECK (entity_type ~ '^[a-z][a-z0-9-]{0,39}$'),
        entity_id text CONSTRAINT audit_log_entity_id CHECK (length(entity_id) BETWEEN 1 AND 100),
        contract_id text CONSTRAINT audit_log_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        outcome text NOT NULL CONSTRAINT audit_log_outcome CHECK (outcome IN ('succeeded', 'denied', 'failed')),
        request_id text CONSTRAINT audit_log_request_id CHECK (length(request_id) BETWEEN 1 AND 64),
        before jsonb,
        after jsonb,
        mac bytea NOT NULL CONSTRAINT audit_log_mac CHECK (octet_length(mac) = 32),
        CONSTRAINT audit_log_pk PRIMARY KEY (occurred_at, id)
      ) PARTITION BY RANGE (occurred_at)`);
    await runner.query(`CREATE INDEX audit_log_by_entity ON audit_log (entity_type, entity_id, occurred_at, id)`);
    await runner.query(`CREATE INDEX audit_log_by_contract ON audit_log (contract_id, occurred_at, id)`);
    await runner.query(`CREATE INDEX audit_log_by_actor ON audit_log (actor, occurred_at, id)`);
    await runner.query(`
      CREATE TABLE audit_seal (
        seq bigint NOT NULL CONSTRAINT audit_seal_seq CHECK (seq > 0),
        audit_id uuid NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        digest bytea NOT NULL CONSTRAINT audit_seal_digest CHECK (octet_length(digest) = 32),
        chain bytea NOT NULL CONSTRAINT audit_seal_chain CHECK (octet_length(chain) = 32),
        sealed_at timestamptz(3) NOT NULL,
        CONSTRAINT audit_seal_pk PRIMARY KEY (seq),
        CONSTRAINT audit_seal_once UNIQUE (audit_id)
      )`);
    await runner.query(`
      CREATE TABLE audit_unsealed (
        occurred_at timestamptz(3) NOT NULL,
        audit_id uuid NOT NULL,
        queued_at timestamptz(3) NOT NULL,
        CONSTRAINT audit_unsealed_pk PRIMARY KEY (occurred_at, audit_id)
      )`);
    await runner.query(`
      CREATE TABLE audit_head (
        id smallint NOT NULL CONSTRAINT audit_head_single CHECK (id = 1),
        seq bigint NOT NULL CONSTRAINT audit_head_seq CHECK (seq > 0),
        chain bytea NOT NULL CONSTRAINT audit_head_chain CHECK (octet_length(chain) = 32),
        mac bytea NOT NULL CONSTRAINT audit_head_mac CHECK (octet_length(mac) = 32),
        CONSTRAINT audit_head_pk PRIMARY KEY (id)
      )`);
    await runner.query(`
      CREATE TABLE audit_anchor (
        dropped_before timestamptz(3) NOT NULL,
        seq bigint NOT NULL CONSTRAINT audit_anchor_seq CHECK (seq >= 0),
        chain bytea NOT NULL CONSTRAINT audit_anchor_chain CHECK (octet_length(chain) = 32),
        row_count bigint NOT NULL CONSTRAINT audit_anchor_row_count CHECK (row_count >= 0),
        created_at timestamptz(3) NOT NULL,
        mac bytea NOT NULL CONSTRAINT audit_anchor_mac CHECK (octet_length(mac) = 32),
        CONSTRAINT audit_anchor_pk PRIMARY KEY (created_at)
      )`);
    await this.protect(runner);
  }

  private async protect(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% on % is refused: the audit trail is append-only', TG_OP, TG_TABLE_NAME
          USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE FUNCTION audit_seal_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.seq <= (SELECT max(seq) FROM audit_anchor) THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'DELETE on audit_seal is refused: entry is not before an anchor'
          USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE FUNCTION audit_head_refuse_back() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.seq > OLD.seq THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'UPDATE on audit_head is refused: the chain only grows'
          USING ERRCODE = 'insufficient_privilege';
      END $$`);
    // A row trigger of a partitioned table is cloned to every partition; TRUNCATE triggers are made with each partition.
    for (const [table, events] of [
      ['audit_log', 'UPDATE OR DELETE'],
      ['audit_anchor', 'UPDATE OR DELETE'],
      ['audit_seal', 'UPDATE'],
      ['audit_head', 'DELETE'],
    ]) {
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE ${events} ON ${table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()`);
    }
    await runner.query(`
      CREATE TRIGGER audit_seal_keep BEFORE DELETE ON audit_seal
      FOR EACH ROW EXECUTE FUNCTION audit_seal_refuse_delete()`);
    await runner.query(`
      CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
      FOR EACH ROW EXECUTE FUNCTION audit_head_refuse_back()`);
    for (const table of ['audit_log', 'audit_seal', 'audit_anchor', 'audit_head']) {
      await runner.query(`
        CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audit_anchor, audit_head, audit_unsealed, audit_seal, audit_log, api_logs`);
    await runner.query(`DROP FUNCTION audit_refuse(), audit_seal_refuse_delete(), audit_head_refuse_back()`);
  }
}
