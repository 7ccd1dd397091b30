import { v7 as uuidv7 } from 'uuid';
import type { SyntheticMember } from '../../core/portfolio/index.js';
import type { DemoPlan } from './demo-plan.entity.js';
import type { DemoColumn } from './demo.repository.js';

/** What a made-up prediction says that it comes from. */
export const DEMO_MODEL = { id: 'DEMO-synthetic', version: '1' } as const;

/** A call, at the default catalogue's cost. */
const TYPE = { code: 'call', cost: '18.00' } as const;

/** The rows of some made-up members, by table. */
export interface DemoRows {
  readonly gaps: DemoColumn[];
  readonly predictions: DemoColumn[];
  readonly interventions: DemoColumn[];
  readonly interventionGaps: DemoColumn[];
}

const same = (name: string, type: string, count: number, value: unknown): DemoColumn => [
  name,
  type,
  Array<unknown>(count).fill(value),
];

/** Makes the rows of members whose numbers are known. */
export function demoRows(plan: DemoPlan, members: readonly (SyntheticMember & { readonly id: string })[]): DemoRows {
  const { contractId, measurementYear, loadedAt, loadedBy } = plan;
  const gaps = members.flatMap((member) => member.gaps.map((gap) => ({ ...gap, id: uuidv7(), memberId: member.id })));
  const predictions = gaps.flatMap((gap) => (gap.prediction ? [{ ...gap, ...gap.prediction, id: uuidv7() }] : []));
  const treated = members.flatMap(({ id: memberId, intervention }) =>
    intervention ? [{ id: uuidv7(), memberId, intervention }] : [],
  );
  const interventionOf = new Map(treated.map((one) => [one.memberId, one]));
  const covered = gaps.flatMap((gap) => {
    const one = gap.prediction ? interventionOf.get(gap.memberId) : undefined;
    return one ? [{ gapId: gap.id, id: one.id, delivered: one.intervention === 'failed' ? false : null }] : [];
  });
  const [g, p, i, c] = [gaps.length, predictions.length, treated.length, covered.length];
  const state = { planned: 'planned', holdout: 'planned', in_progress: 'in_progress', failed: 'completed' } as const;
  return {
    gaps: [
      ['id', 'uuid', gaps.map(({ id }) => id)],
      ['member_id', 'bigint', gaps.map(({ memberId }) => memberId)],
      ['measure', 'text', gaps.map(({ measure }) => measure)],
      ['evidence', 'text', gaps.map(({ evidence }) => evidence)],
      ['open_reason', 'text', gaps.map(({ reason }) => reason)],
      ['tier', 'text', gaps.map(({ tier }) => tier)],
      ['priority', 'real', gaps.map(({ priority }) => priority)],
      ['adherence_days_covered', 'smallint', gaps.map(({ adherence }) => adherence?.daysCovered ?? null)],
      ['adherence_days_allowed', 'smallint', gaps.map(({ adherence }) => adherence?.daysAllowed ?? null)],
      ['adherence_pass_until', 'date', gaps.map(({ adherence }) => adherence?.passUntil ?? null)],
      same('version', 'integer', g, 1),
      same('measurement_year', 'smallint', g, measurementYear),
      same('evidence_as_of', 'date', g, `${measurementYear}-06-30`),
      same('created_at', 'timestamptz', g, loadedAt),
      same('updated_at', 'timestamptz', g, loadedAt),
      same('contract_id', 'text', g, contractId),
      same('work', 'text', g, 'identified'),
      same('evidence_source', 'text', g, 'claim'),
    ],
    predictions: [
      ['id', 'uuid', predictions.map(({ id }) => id)],
      ['member_id', 'bigint', predictions.map(({ memberId }) => memberId)],
      ['measure', 'text', predictions.map(({ measure }) => measure)],
      ['probability', 'float8', predictions.map(({ probability }) => probability)],
      ['margin', 'float8', predictions.map(({ margin }) => margin)],
      ['base_value', 'float8', predictions.map(({ baseValue }) => baseValue)],
      ['tier', 'text', predictions.map(({ tier }) => tier)],
      ['shap_values', 'jsonb', predictions.map(({ shapValues }) => JSON.stringify(shapValues))],
      same('created_at', 'timestamptz', p, loadedAt),
      same('measurement_year', 'smallint', p, measurementYear),
      same('contract_id', 'text', p, contractId),
      same('model_id', 'text', p, DEMO_MODEL.id),
      same('model_version', 'text', p, DEMO_MODEL.version),
      same('calibration', 'text', p, 'none'),
    ],
    interventions: [
      ['id', 'uuid', treated.map(({ id }) => id)],
      ['member_id', 'bigint', treated.map(({ memberId }) => memberId)],
      ['state', 'text', treated.map(({ intervention }) => state[intervention])],
      ['outcome', 'text', treated.map(({ intervention }) => (intervention === 'failed' ? 'failed' : null))],
      ['holdout', 'boolean', treated.map(({ intervention }) => intervention === 'holdout')],
      ['ended_at', 'timestamptz', treated.map(({ intervention }) => (intervention === 'failed' ? loadedAt : null))],
      same('contract_id', 'text', i, contractId),
      same('measurement_year', 'smallint', i, measurementYear),
      same('type_code', 'text', i, TYPE.code),
      same('cost', 'numeric', i, TYPE.cost),
      same('version', 'integer', i, 1),
      same('created_at', 'timestamptz', i, loadedAt),
      same('created_by', 'text', i, loadedBy),
    ],
    interventionGaps: [
      ['intervention_id', 'uuid', covered.map(({ id }) => id)],
      ['gap_id', 'uuid', covered.map(({ gapId }) => gapId)],
      ['delivered', 'boolean', covered.map(({ delivered }) => delivered)],
      same('contract_id', 'text', c, contractId),
    ],
  };
}
