import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FieldProblem } from '../../platform/http/index.js';
import { spoolingDraft } from '../../platform/spool/index.js';
import { type ActiveModel, ActiveModels } from '../models/index.js';
import { ActiveTiers, type Prediction } from '../predictions/index.js';
import type { PredictionRequest } from './dto/prediction-request.dto.js';
import { explainItems, type ExplainedItem, judgedItem } from './explain-items.js';
import { inSlices } from './in-slices.js';
import { type AskedItem, askedItem, type ItemRefusal } from './item-check.js';
import { MemberLookup } from './member-lookup.js';
import { FeatureTracker } from './monitoring/feature-tracker.js';
import { PredictionWriter } from './prediction-writer.js';

/** A stored prediction with its explanation. */
export interface MadePrediction {
  readonly explained: ExplainedItem;
  readonly stored: Prediction;
  /** Where it is now: in the database, or in this instance's spool until the database is back. */
  readonly persistence: 'stored' | 'spooled';
}

/** What became of one request. */
export type Outcome = { readonly made: MadePrediction } | { readonly errors: readonly FieldProblem[] };

/** Predictions: features come in, are used in memory and dropped; probability and contributions are stored. */
@Injectable()
export class ScoringService {
  constructor(
    private readonly models: ActiveModels,
    private readonly tiers: ActiveTiers,
    private readonly members: MemberLookup,
    private readonly writer: PredictionWriter,
    private readonly tracker: FeatureTracker,
  ) {}

  /**
   * Outcomes in the order of the requests; those that can be scored are stored, all or none, and the act says so.
   * @param unread how many further requests could not even be read.
   * @param answer makes of the outcomes what is told, while the database stores them; told only once it has.
   */
  async predict<Answer>(
    items: readonly PredictionRequest[],
    unread: number,
    answer: (outcomes: readonly Outcome[]) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const models = await this.modelsOf(items);
    const tiers = await this.tiers.find();
    const finding = this.members.find(items);
    finding.catch(() => undefined); // awaited below
    await turn(); // rows are explained while the database looks for the members
    const asked = await inSlices(items, (slice) => slice.map((item) => askedItem(item, models.get(item.measure))));
    const explained = await inSlices(asked, (slice) => explainItems(slice, tiers));
    const members = await finding;
    const judged = asked.map((one, i) => judgedItem(one, members[i], explained[i]));
    const made = judged.filter((one): one is ExplainedItem => 'prediction' in one);
    const rows = this.writer.rowsOf(made);
    const storing = this.writer.store(made, rows, items.length - made.length + unread);
    const answering = turn().then(() => answer(this.outcomes(judged, rows)));
    const [answered] = await Promise.all([answering, storing]);
    judged.forEach((one, i) => {
      const { model, row } = asked[i] as AskedItem;
      if ('prediction' in one && 'values' in row) this.tracker.add(model, row.values);
    });
    return answered;
  }

  private outcomes(judged: readonly (ExplainedItem | ItemRefusal)[], rows: readonly Prediction[]): Outcome[] {
    const persistence = spoolingDraft() ? 'spooled' : 'stored';
    let next = 0;
    return judged.map((one): Outcome => {
      if ('errors' in one) return { errors: one.errors };
      return { made: { explained: one, stored: rows[next++], persistence } };
    });
  }

  private async modelsOf(items: readonly PredictionRequest[]): Promise<ReadonlyMap<string, ActiveModel | undefined>> {
    const models = new Map<string, ActiveModel | undefined>();
    for (const measure of new Set(items.map((item) => item.measure))) {
      models.set(measure, await this.models.find(measure));
    }
    return models;
  }
}
