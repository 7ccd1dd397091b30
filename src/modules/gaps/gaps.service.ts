import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import {
  type Adherence,
  AdherenceFactsError,
  adherenceStanding,
  assignWork,
  type EvidenceReport,
  gapMeasure,
  type GapMeasure,
  isRefusal,
  type Refusal,
  reportingWindow,
  stepWork,
  weighEvidence,
  type Work,
} from '../../core/gaps/index.js';
import { checkVersion, invalid, notFound, Problem, RequestContext } from '../../platform/http/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { type FoundMember, type Member, type MemberName, MembersService } from '../members/index.js';
import { Gap } from './gap.entity.js';
import type { GapChangeCause, GapHistory } from './gap-history.entity.js';
import { memberGapsStatement } from './member-gaps.js';
import { GapsRepository, type GapStanding } from './gaps.repository.js';

/** Fields that a caller may set beside the two states. The treatment period ends with the year if not said otherwise. */
export type GapDetails = Partial<Pick<Gap, 'tier' | 'priority' | 'dueOn'>> & {
  readonly adherence?: Omit<Adherence, 'treatmentEnd'> & { readonly treatmentEnd?: string };
};

/** A gap with its member, and how it was before an act changed it. */
export interface GapOfMember {
  readonly before?: Gap;
  readonly gap: Gap;
  readonly member: Member;
}

function accepted<T extends object>(outcome: T | Refusal): T {
  if (isRefusal(outcome)) throw new Problem('conflict', outcome.message);
  return outcome;
}

/** @throws Problem `validation-failed` when there is no such measure in the year. */
export function measureOf(code: string, measurementYear: number): GapMeasure {
  const measure = gapMeasure(code, measurementYear);
  if (!measure) throw invalid('/measure', 'measure-of-year', 'There is no such measure in this measurement year.');
  return measure;
}

/** @throws Problem `validation-failed` for a day outside the year and its run-out. */
export function checkReportingDay(pointer: string, day: string, measurementYear: number): void {
  const { from, to } = reportingWindow(measurementYear);
  if (day < from || day > to) {
    throw invalid(
      pointer,
      'day-of-year',
      'The day lies in the measurement year or its run-out, until 30 June after it.',
    );
  }
}

function adherenceFields(facts: NonNullable<GapDetails['adherence']>, measurementYear: number): Partial<Gap> {
  try {
    const treatmentEnd = facts.treatmentEnd ?? `${measurementYear}-12-31`;
    const { daysAllowed, passUntil } = adherenceStanding({ ...facts, treatmentEnd }, measurementYear);
    return {
      adherenceDaysCovered: facts.daysCovered,
      adherenceDaysAllowed: daysAllowed,
      adherencePassUntil: passUntil,
    };
  } catch (error) {
    if (error instanceof AdherenceFactsError) throw invalid('/adherence', 'adherence-facts', error.message);
    throw error;
  }
}

/** The columns of details. @throws Problem `validation-failed` when they do not fit the measure or its year. */
function detailFields(
  measure: GapMeasure,
  year: number,
  { tier, priority, dueOn, adherence }: GapDetails,
): Partial<Gap> {
  if (dueOn) checkReportingDay('/dueOn', dueOn, year);
  if (adherence && !measure.adherence) {
    throw invalid('/adherence', 'not-adherence', 'Only adherence measures count days covered.');
  }
  return {
    ...(tier === undefined ? {} : { tier }),
    ...(priority === undefined ? {} : { priority }),
    ...(dueOn === undefined ? {} : { dueOn }),
    ...(adherence ? adherenceFields(adherence, year) : {}),
  };
}

/** One gap at a time: what the records say, where the work stands. */
@Injectable()
export class GapsService {
  constructor(
    private readonly repository: GapsRepository,
    private readonly members: MembersService,
    private readonly context: RequestContext,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
  ) {}

  /** Adds the gap of a member, measure and year, or weighs the report against the one that is there. */
  async upsert(
    name: MemberName,
    key: { measure: string; measurementYear: number },
    report: EvidenceReport,
    details: GapDetails,
  ): Promise<GapOfMember & { created: boolean }> {
    const measure = measureOf(key.measure, key.measurementYear);
    const fields = detailFields(measure, key.measurementYear, details);
    this.checkReport(report, key.measurementYear);
    const member = await this.members.find(name);
    const natural = { ...key, memberId: member.id, contractId: member.contractId };
    return this.transactions.withTransaction(async () => {
      const fresh = { ...natural, ...standingOf(report), work: 'identified' as const, owner: null };
      const empty = { dueOn: null, priority: 0, tier: null };
      const adherence = { adherenceDaysCovered: null, adherenceDaysAllowed: null, adherencePassUntil: null };
      const created = await this.repository.insert({ ...fresh, ...empty, ...adherence, ...fields });
      if (created) return { gap: created, member, created: true };
      const gap = await this.repository.lockByKey(natural);
      if (!gap) throw new Problem('conflict', 'The gap is being removed. Try again.');
      const before = { ...gap };
      const known = await this.change(
        gap,
        standingOf(accepted(weighEvidence(reportOf(gap), report, measure))),
        'evidence',
      );
      const updated = Object.keys(fields).length > 0 ? await this.repository.update(known, fields) : known;
      return { before, gap: updated ?? known, member, created: false };
    });
  }

  async get(id: string): Promise<GapOfMember> {
    const gap = this.visible(await this.repository.byId(id));
    return { gap, member: await this.members.byNumber(gap.memberId) };
  }

  reportEvidence(id: string, version: number | undefined, report: EvidenceReport): Promise<GapOfMember> {
    return this.onLocked(id, version, (gap) => {
      this.checkReport(report, gap.measurementYear);
      const measure = measureOf(gap.measure, gap.measurementYear);
      return this.change(gap, standingOf(accepted(weighEvidence(reportOf(gap), report, measure))), 'evidence');
    });
  }

  moveWork(id: string, version: number | undefined, work: Work): Promise<GapOfMember> {
    return this.onLocked(id, version, (gap) => {
      if (work === 'assigned' && gap.owner === null)
        throw invalid('/work', 'owner-missing', 'Assign the gap to an owner.');
      return this.change(gap, accepted(stepWork(gap.work, work, gap.evidence)), 'work');
    });
  }

  /** @param dueOn undefined leaves the due date as it is. */
  async assign(id: string, version: number | undefined, owner: string | null, dueOn?: string): Promise<GapOfMember> {
    if (owner !== null) await this.members.refuseMemberId('/owner', owner);
    return this.onLocked(id, version, (gap) => {
      if (dueOn !== undefined) checkReportingDay('/dueOn', dueOn, gap.measurementYear);
      const after = accepted(assignWork(gap.work, owner, gap.evidence));
      return this.change(gap, { ...after, dueOn: dueOn ?? gap.dueOn }, 'assignment');
    });
  }

  /** Changes tier, priority, due date or adherence of a gap that is still as it was read. */
  setDetails(id: string, version: number | undefined, details: GapDetails): Promise<GapOfMember> {
    return this.onLocked(id, version, async (gap) => {
      const measure = measureOf(gap.measure, gap.measurementYear);
      return (await this.repository.update(gap, detailFields(measure, gap.measurementYear, details))) ?? gap;
    });
  }

  async history(id: string): Promise<{ gap: Gap; changes: GapHistory[] }> {
    const gap = this.visible(await this.repository.byId(id));
    return { gap, changes: await this.repository.history(gap.id, gap.contractId) };
  }

  /** All gaps of a member in contracts of the caller. */
  async ofMember(name: MemberName, measurementYear?: number): Promise<{ member: FoundMember; gaps: Gap[] }> {
    const { member, rows } = await this.members.findWith<Gap>(name, memberGapsStatement(measurementYear));
    return { member, gaps: rows.filter((gap) => maySeeContract(this.context.principal, gap.contractId)) };
  }

  private async onLocked(
    id: string,
    version: number | undefined,
    work: (gap: Gap) => Promise<Gap>,
  ): Promise<GapOfMember> {
    return this.transactions.withTransaction(async () => {
      const gap = this.visible(await this.repository.lock(id));
      checkVersion(version, gap.version);
      const before = { ...gap };
      return { before, gap: await work(gap), member: await this.members.byNumber(gap.memberId) };
    });
  }

  private async change(gap: Gap, after: Partial<GapStanding>, cause: GapChangeCause): Promise<Gap> {
    const names = Object.keys(after) as (keyof GapStanding)[];
    if (names.every((name) => after[name] === gap[name])) return gap; // said again: nothing to keep
    const [changed] = await this.repository.change([{ before: gap, after, cause, by: this.context.actor }]);
    return changed ?? gap;
  }

  private visible(gap: Gap | null): Gap {
    if (!gap || !maySeeContract(this.context.principal, gap.contractId)) throw notFound('gap');
    return gap;
  }

  private checkReport({ asOf, evidence, reason }: EvidenceReport, measurementYear: number): void {
    checkReportingDay('/asOf', asOf, measurementYear);
    if (reason !== null && evidence !== 'open') {
      throw invalid('/reason', 'reason-without-open', 'A reason is given for open evidence only.');
    }
  }
}

const reportOf = (gap: Gap): EvidenceReport => ({
  ...{ evidence: gap.evidence, source: gap.evidenceSource, asOf: gap.evidenceAsOf, reason: gap.openReason },
});

const standingOf = ({
  evidence,
  source,
  asOf,
  reason,
}: EvidenceReport): Pick<GapStanding, 'evidence' | 'evidenceSource' | 'evidenceAsOf' | 'openReason'> => ({
  evidence,
  evidenceSource: source,
  evidenceAsOf: asOf,
  openReason: reason,
});
