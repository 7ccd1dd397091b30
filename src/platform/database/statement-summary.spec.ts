import { describe, expect, it } from 'vitest';
import { summaryOf } from './statement-summary.js';

describe('what a trace says of a statement', () => {
  it.each([
    [`SELECT "g"."id" FROM "gap_analysis" "g" WHERE "g"."measure" = 'C01'`, 'SELECT', 'gap_analysis'],
    ['select 1', 'SELECT', undefined],
    ['-- note\n/* another */ SELECT * FROM members FOR UPDATE SKIP LOCKED', 'SELECT', 'members'],
    [`INSERT INTO "jobs"("id") VALUES ($1) ON CONFLICT DO UPDATE SET id = 1`, 'INSERT', 'jobs'],
    ['WITH act AS (INSERT INTO audit_log (id) VALUES ($1)) INSERT INTO audit_unsealed SELECT 1', 'INSERT', 'audit_log'],
    ['WITH page AS (SELECT id FROM members FOR UPDATE) UPDATE ONLY interventions SET a = 1', 'UPDATE', 'interventions'],
    ['WITH page AS (SELECT 1 FROM predictions) SELECT * FROM page', 'SELECT', 'predictions'],
    ['DELETE FROM audit_unsealed u USING x', 'DELETE', 'audit_unsealed'],
    ['SELECT count(*) FROM audit_log_2026_11', 'SELECT', 'audit_log'],
    ['COPY staging.import_0189_members FROM STDIN', 'COPY', 'staging'],
    ['COPY (SELECT 1) TO STDOUT', 'COPY', undefined],
    ['START TRANSACTION', 'START', undefined],
    [`SET LOCAL statement_timeout = 30000`, 'SET', undefined],
    ['', 'SQL', undefined],
  ])('%s', (text, operation, table) => {
    expect(summaryOf(text)).toEqual(table === undefined ? { operation } : { operation, table });
  });
});
