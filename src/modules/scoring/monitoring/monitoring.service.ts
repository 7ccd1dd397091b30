import { Injectable } from '@nestjs/common';
import {
  type DriftState,
  driftState,
  type MonitoringState,
  type MonitoringThresholds,
  type OutcomeState,
  outcomeState,
  type RealisedFigures,
  realisedFigures,
  worstState,
} from '../../../core/models/index.js';
import { RequestContext } from '../../../platform/http/index.js';
import { ModelsService } from '../../models/index.js';
import { firstIdOf } from '../../predictions/index.js';
import { FeatureTracker, monthOf, profilesOf } from './feature-tracker.js';
import { MonitoringRepository } from './monitoring.repository.js';
import { ThresholdsRepository } from './thresholds.repository.js';

/** Months that are looked back on by default. */
const MONTHS = 13;

/** Predictions of one month, once their outcomes are known. */
export interface MonthOutcome extends OutcomeState {
  readonly month: string;
  readonly figures: RealisedFigures;
}

/** Values of one month. */
export interface MonthDrift {
  readonly month: string;
  readonly rows: number;
  readonly state: MonitoringState;
  readonly features: readonly DriftState[];
}

/** How a version of a model does. */
export interface Monitoring {
  readonly modelId: string;
  readonly version: number;
  readonly from: string;
  readonly to: string;
  readonly state: MonitoringState;
  readonly cardAuc: number | null;
  readonly outcomes: readonly MonthOutcome[];
  readonly drift: readonly MonthDrift[];
  /** What states are judged by. */
  readonly thresholds: MonitoringThresholds;
}

/** Which months to follow up, and how to judge them. */
interface OutcomeOrder {
  readonly first: Date;
  readonly last: Date;
  readonly now: Date;
  readonly cardAuc: number | null;
  readonly thresholds: MonitoringThresholds;
}

const shifted = (month: Date, by: number): Date => new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + by));

function aucOfCard(card: Readonly<Record<string, unknown>> | null): number | null {
  const evaluation = card?.evaluation as { auc?: { auc?: unknown } } | null | undefined;
  const auc = evaluation?.auc?.auc;
  return typeof auc === 'number' && Number.isFinite(auc) ? auc : null;
}

function byMonth<T extends { readonly month: string }>(rows: readonly T[]): Map<string, T[]> {
  const months = new Map<string, T[]>();
  for (const row of rows) months.set(row.month, [...(months.get(row.month) ?? []), row]);
  return months;
}

/** Realised figures and drift of models, by month. */
@Injectable()
export class MonitoringService {
  constructor(
    private readonly repository: MonitoringRepository,
    private readonly judged: ThresholdsRepository,
    private readonly tracker: FeatureTracker,
    private readonly models: ModelsService,
    private readonly context: RequestContext,
  ) {}

  /**
   * A version of a model over some months.
   * @param from first month, `YYYY-MM`; by default a year before the last.
   * @param to last month; by default this one.
   */
  async of(id: string, version: number | undefined, now: Date, from?: string, to?: string): Promise<Monitoring> {
    const row = await this.models.version(id, version);
    const last = new Date(`${to ?? now.toISOString().slice(0, 7)}-01T00:00:00Z`);
    const first = from === undefined ? shifted(last, 1 - MONTHS) : new Date(`${from}-01T00:00:00Z`);
    await this.tracker.flush();
    const cardAuc = aucOfCard(row.card);
    const { thresholds } = await this.judged.read();
    const [outcomes, drift] = [
      await this.outcomes(row, { first, last, now, cardAuc, thresholds }),
      await this.drift(row, monthOf(first), monthOf(last), thresholds),
    ];
    const states = [...outcomes.map(({ state }) => state), ...drift.slice(-1).map(({ state }) => state)];
    return {
      ...{ modelId: row.modelId, version: row.version, from: monthOf(first), to: monthOf(last), cardAuc },
      ...{ outcomes, drift, state: worstState(states), thresholds },
    };
  }

  private async outcomes(
    { modelId, version }: { modelId: string; version: number },
    { first, last, now, cardAuc, thresholds }: OutcomeOrder,
  ): Promise<MonthOutcome[]> {
    const contracts = this.context.principal?.contracts ?? null;
    const bins = await this.repository.outcomes({
      ...{ modelId, version, from: firstIdOf(first), to: firstIdOf(shifted(last, 1)) },
      ...{ year: now.getUTCFullYear(), contracts: contracts && [...contracts] },
    });
    return [...byMonth(bins)].flatMap(([month, rows]) => {
      const figures = realisedFigures(rows);
      return figures ? [{ month, figures, ...outcomeState(figures, cardAuc, thresholds) }] : [];
    });
  }

  private async drift(
    row: {
      modelId: string;
      version: number;
      card: Record<string, unknown> | null;
      features: readonly { name: string }[];
    },
    from: string,
    to: string,
    thresholds: MonitoringThresholds,
  ): Promise<MonthDrift[]> {
    const profiles = profilesOf(row.card, row.features.length);
    const profileOf = new Map(row.features.map(({ name }, j) => [name, profiles?.[j]]));
    const counts = await this.repository.counts(row.modelId, row.version, from, to);
    return [...byMonth(counts)].map(([month, rows]) => {
      const features = rows.map(({ feature, known, missing }) =>
        driftState({ feature, known: known.map(Number), missing: Number(missing) }, profileOf.get(feature), thresholds),
      );
      const state = worstState(features.map((one) => one.state));
      return { month, rows: Math.max(0, ...features.map((one) => one.rows)), state, features };
    });
  }
}
