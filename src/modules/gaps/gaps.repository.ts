import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { In, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Gap } from './gap.entity.js';
import { type GapChangeCause, GapHistory } from './gap-history.entity.js';

/** A gap that is not there yet. Its prediction is found by the database. */
export type NewGap = Omit<Gap, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'probability' | 'predictionId'>;

/** The part of a gap of which history is kept. */
export type GapStanding = Pick<
  Gap,
  'evidence' | 'evidenceSource' | 'evidenceAsOf' | 'openReason' | 'work' | 'owner' | 'dueOn'
>;

/** A gap that changes, with who did it and why. */
export interface GapChange {
  readonly before: Gap;
  readonly after: Partial<GapStanding>;
  readonly cause: GapChangeCause;
  readonly by: string;
  readonly interventionId?: string;
}

/** The natural key of a gap. */
export type GapKey = Pick<Gap, 'memberId' | 'measurementYear' | 'measure' | 'contractId'>;

/** The tables of gaps and their history. Every method joins the transaction under way. */
@Injectable()
export class GapsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  private get gaps(): Repository<Gap> {
    return this.transactions.tx.getRepository(Gap);
  }

  byId(id: string): Promise<Gap | null> {
    return this.gaps.findOneBy({ id });
  }

  /** The gap, locked until the transaction ends. */
  lock(id: string): Promise<Gap | null> {
    return this.gaps.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  lockByKey({ memberId, measurementYear, measure, contractId }: GapKey): Promise<Gap | null> {
    const where = { memberId, measurementYear, measure, contractId };
    return this.gaps.findOne({ where, lock: { mode: 'pessimistic_write' } });
  }

  /** Gaps of one contract, locked in the order of their natural key as everywhere, so that no two wait in a ring. */
  lockMany(ids: readonly string[], contractId: string): Promise<Gap[]> {
    return this.gaps.find({
      where: { id: In([...ids]), contractId },
      order: { memberId: 'ASC', measurementYear: 'ASC', measure: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Adds a gap; undefined when the member has one for this measure, year and contract. */
  async insert(gap: NewGap): Promise<Gap | undefined> {
    const now = new Date();
    const row = { ...gap, id: uuidv7(), version: 1, createdAt: now, updatedAt: now };
    const { raw } = await this.gaps.createQueryBuilder().insert().values(row).orIgnore().returning('id').execute();
    if ((raw as unknown[]).length === 0) return undefined;
    return this.gaps.findOneByOrFail({ id: row.id, contractId: row.contractId }); // with the prediction it was given
  }

  /** Changes fields of which no history is kept; undefined when the gap has moved on from the version. */
  async update(gap: Gap, fields: Partial<Gap>): Promise<Gap | undefined> {
    const changed = { ...fields, version: gap.version + 1, updatedAt: new Date() };
    const { id, contractId, version } = gap;
    const { affected } = await this.gaps.update({ id, contractId, version }, changed);
    return affected === 1 ? this.gaps.merge(gap, changed) : undefined;
  }

  /** Changes locked gaps and writes their history, in two statements however many there are. */
  async change(changes: readonly GapChange[]): Promise<Gap[]> {
    if (changes.length === 0) return [];
    const now = new Date();
    const after = changes.map(({ before, after: change }) =>
      this.gaps.create({ ...before, ...change, version: before.version + 1, updatedAt: now }),
    );
    const column = <K extends keyof Gap>(name: K): Gap[K][] => after.map((gap) => gap[name]);
    await this.transactions.tx.query(
      `UPDATE gap_analysis AS g
          SET evidence = u.evidence, evidence_source = u.source, evidence_as_of = u.as_of, open_reason = u.reason,
              work = u.work, owner = u.owner, due_on = u.due_on, version = u.version, updated_at = $1
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[], $8::text[], $9::text[],
                     $10::date[], $11::int[])
              AS u(id, contract_id, evidence, source, as_of, reason, work, owner, due_on, version)
        WHERE g.id = u.id AND g.contract_id = u.contract_id`,
      [
        ...[now, column('id'), column('contractId'), column('evidence'), column('evidenceSource')],
        ...[column('evidenceAsOf'), column('openReason'), column('work'), column('owner'), column('dueOn')],
        column('version'),
      ],
    );
    await this.transactions.tx.getRepository(GapHistory).insert(
      changes.map(({ before, cause, by, interventionId }, index) => {
        const { evidence, evidenceSource, evidenceAsOf, openReason, work, owner, version } = after[index] ?? before;
        return {
          ...{ gapId: before.id, contractId: before.contractId, version, changedAt: now, changedBy: by, cause },
          ...{ evidenceFrom: before.evidence, evidenceTo: evidence, workFrom: before.work, workTo: work },
          ...{ evidenceSource, evidenceAsOf, openReason, owner, interventionId: interventionId ?? null },
        };
      }),
    );
    return after;
  }

  /** The history of a gap, oldest first. */
  history(gapId: string, contractId: string): Promise<GapHistory[]> {
    return this.transactions.tx
      .getRepository(GapHistory)
      .find({ where: { gapId, contractId }, order: { version: 'ASC' } });
  }
}
