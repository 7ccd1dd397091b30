import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FieldProblem } from '../../platform/http/index.js';
import { spoolingDraft } from '../../platform/spool/index.js';
import { type ActiveModel, ActiveModels } from '../models/index.js';
import { type Prediction } from '../predictions/index.js';
import type { PredictionRequest } from './dto/prediction-request.dto.js';
import { explainItems, type ExplainedItem } from './explain-items.js';
import { inSlices } from './in-slices.js';
import { checkItem, type ItemRefusal, type ReadyItem } from './item-check.js';
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
    const checked = await this.checked(items);
    const ready = checked.filter((one): one is ReadyItem => 'model' in one);
    const explained = await inSlices(ready, explainItems);
    const made = explained.filter((one): one is ExplainedItem => 'prediction' in one);
    const rows = this.writer.rowsOf(made);
    const storing = this.writer.store(made, rows, items.length - made.length + unread);
    const answering = turn().then(() => answer(this.outcomes(checked, explained, rows)));
    const [answered] = await Promise.all([answering, storing]);
    for (const { model, values } of ready) this.tracker.add(model, values);
    return answered;
  }

  private outcomes(
    checked: readonly (ReadyItem | ItemRefusal)[],
    explained: readonly (ExplainedItem | ItemRefusal)[],
    rows: readonly Prediction[],
  ): Outcome[] {
    const persistence = spoolingDraft() ? 'spooled' : 'stored';
    let [next, row] = [0, 0];
    return checked.map((one): Outcome => {
      const item = 'errors' in one ? one : explained[next++];
      if ('errors' in item) return { errors: item.errors };
      return { made: { explained: item, stored: rows[row++], persistence } };
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
