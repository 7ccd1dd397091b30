import { Injectable } from '@nestjs/common';
import type { FieldProblem } from '../../platform/http/index.js';
import { spoolingDraft } from '../../platform/spool/index.js';
import { type ActiveModel, ActiveModels } from '../models/index.js';
import { type Prediction } from '../predictions/index.js';
import type { PredictionRequest } from './dto/prediction-request.dto.js';
import { explainItems, type ExplainedItem } from './explain-items.js';
import { inSlices } from './in-slices.js';
import { checkItem, type ReadyItem } from './item-check.js';
import { MemberLookup } from './member-lookup.js';
import { FeatureTracker } from './monitoring/feature-tracker.js';
import { PredictionWriter } from './prediction-writer.js';

/** A stored prediction with its explanation. */
export interface MadePrediction extends ExplainedItem {
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
    private readonly members: MemberLookup,
    private readonly writer: PredictionWriter,
    private readonly tracker: FeatureTracker,
  ) {}

  /**
   * Outcomes in the order of the requests; those that can be scored are stored, all or none, and the act says so.
   * @param unread how many further requests could not even be read.
   */
  async predict(items: readonly PredictionRequest[], unread = 0): Promise<Outcome[]> {
    const checked = await this.checked(items);
    const ready = checked.filter((one): one is ReadyItem => 'model' in one);
    const explained = await inSlices(ready, explainItems);
    const made = explained.filter((one): one is ExplainedItem => 'prediction' in one);
    const stored = await this.writer.store(made, items.length - made.length + unread);
    const persistence = spoolingDraft() ? 'spooled' : 'stored';
    for (const { model, values } of ready) this.tracker.add(model, values);
    const storedOf = new Map(made.map((one, i) => [one, stored[i]]));
    let next = 0;
    return checked.map((one): Outcome => {
      const item = 'errors' in one ? one : explained[next++];
      return 'errors' in item
        ? { errors: item.errors }
        : { made: { ...item, stored: storedOf.get(item) as Prediction, persistence } };
    });
  }

  private async checked(items: readonly PredictionRequest[]) {
    const measures = [...new Set(items.map(({ measure }) => measure))];
    const models = new Map<string, ActiveModel | undefined>();
    for (const measure of measures) models.set(measure, await this.models.find(measure));
    const members = await this.members.find(items);
    return inSlices(items, (slice, from) =>
      slice.map((item, i) => checkItem(item, members[from + i], models.get(item.measure))),
    );
  }
}
