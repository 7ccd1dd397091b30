import { MembersRepository } from '../../src/modules/members/index.js';
import { historyStatement, latestStatement, type Prediction } from '../../src/modules/predictions/index.js';
import type { Statement } from '../../src/platform/database/index.js';
import type { TestApp } from './app.js';
import { query } from './database.js';

async function rowsOf({ app, location }: TestApp, memberId: string, statement: Statement): Promise<Prediction[]> {
  const sql = 'SELECT id, member_hash AS "memberHash", contract_id AS "contractId" FROM members WHERE id = $1';
  const [member] = await query<{ memberHash: Buffer }>(location.url, sql, [memberId]);
  const found = await app.get(MembersRepository).withRows<Prediction>(member ? [member.memberHash] : [], statement);
  if (JSON.stringify(found?.member) !== JSON.stringify(member)) throw new Error('another member was found');
  return found?.rows ?? [];
}

/** The predictions of a member, newest first, as its history is read. */
export const historyOf = (
  test: TestApp,
  memberId: string,
  options: Parameters<typeof historyStatement>[0],
): Promise<Prediction[]> => rowsOf(test, memberId, historyStatement(options));

/** The latest prediction of each measure of a member. */
export const latestOf = (test: TestApp, memberId: string, measure?: string): Promise<Prediction[]> =>
  rowsOf(test, memberId, latestStatement(measure));
