import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ActionRows } from './action-rows.js';
import {
  actionsStatement,
  groupsStatement,
  type OptionsFilter,
  optionsStatement,
  optionsTable,
} from './member-options.statements.js';

/** Members with equal options, as the database groups them. */
export interface OptionGroup {
  /** Gaps with chance and last day, contacts left, strata. */
  readonly key: string;
  readonly members: number;
  /** Mean chance of each gap, in the order of the key. */
  readonly chances: readonly number[];
}

/** Members' options while a plan is made, in a table of the job. */
@Injectable()
export class MemberOptionsRepository {
  /** Writes down the options of every member and groups them. */
  async stage(manager: EntityManager, jobId: string, filter: OptionsFilter): Promise<OptionGroup[]> {
    await this.discard(manager, jobId);
    await manager.query(optionsStatement(jobId, filter));
    await manager.query(`ANALYZE ${optionsTable(jobId)}`);
    return manager.query(groupsStatement(jobId));
  }

  /** Gives members of the classes their actions. @returns how many actions there are. */
  async assign(
    manager: EntityManager,
    jobId: string,
    plan: { readonly id: string; readonly contractId: string; readonly measurementYear: number },
    { classes, lines, acts, effects }: ActionRows,
  ): Promise<number> {
    await manager.query(actionsStatement(jobId), [
      ...[plan.id, plan.contractId, plan.measurementYear],
      ...[classes.map(({ key }) => key), classes.map((one) => one.class)],
      ...[lines.map(({ line }) => line), lines.map((one) => one.class)],
      ...[lines.map(({ first }) => first), lines.map(({ last }) => last)],
      ...[acts.map(({ line }) => line), acts.map(({ place }) => place)],
      ...[acts.map(({ type }) => type), acts.map(({ cost }) => cost)],
      ...[effects.map(({ line }) => line), effects.map(({ place }) => place)],
      ...[effects.map(({ measure }) => measure), effects.map(({ share }) => share)],
    ]);
    const rows: { actions: number }[] = await manager.query(
      'SELECT count(*)::int AS actions FROM optimization_actions WHERE optimization_id = $1 AND contract_id = $2',
      [plan.id, plan.contractId],
    );
    return rows[0]?.actions ?? 0;
  }

  async discard(manager: EntityManager, jobId: string): Promise<void> {
    await manager.query(`DROP TABLE IF EXISTS ${optionsTable(jobId)}`);
  }
}
