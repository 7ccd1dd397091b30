import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { ArchivedMonthsOfTheLogsAreRegistered1764000000115 } from '../../src/platform/database/migrations/0115-archived-months-of-the-logs-are-registered.js';
import { RequestsAreLoggedAndActsAreAudited1764000000001 } from '../../src/platform/database/migrations/0001-requests-are-logged-and-acts-are-audited.js';
import { query, testDatabase } from '../support/database.js';

const OURS = `
  SELECT relname AS name FROM pg_class WHERE relname ~ '^(api_logs|audit_)' AND relkind IN ('r', 'p')
  UNION ALL SELECT proname FROM pg_proc WHERE proname ~ '^audit_' ORDER BY 1`;

describe('the migration of the logs', () => {
  it('can be taken back whole and made again', async () => {
    const location = await testDatabase();
    const owner = await new DataSource({ type: 'postgres', url: location.ownerUrl }).initialize();
    const runner = owner.createQueryRunner();
    const migration = new RequestsAreLoggedAndActsAreAudited1764000000001();
    await new ArchivedMonthsOfTheLogsAreRegistered1764000000115().down(runner); // stands on the trail's functions
    await migration.down(runner);
    expect(await query(location.ownerUrl, OURS)).toEqual([]);
    await migration.up(runner);
    expect((await query(location.ownerUrl, OURS)).map(({ name }) => name as string)).toEqual([
      'api_logs',
      'audit_anchor',
      'audit_head',
      'audit_head_refuse_back',
      'audit_log',
      'audit_refuse',
      'audit_seal',
      'audit_seal_refuse_delete',
      'audit_unsealed',
    ]);
    await runner.release();
    await owner.destroy();
    await location.stop();
  });
});
