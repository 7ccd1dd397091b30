import type { FeatureFault, TierThresholds } from '../../../core/prediction/index.js';
import type { WorkerPool } from '../../../platform/workers/index.js';
import type { ActiveModel } from '../../models/index.js';
import { CountedRows } from '../monitoring/feature-tracker.js';
import type { MonitoringRepository } from '../monitoring/monitoring.repository.js';
import { checkFeatures } from '../feature-check.js';
import type { RowsOfModel } from './bulk-scoring.worker.js';

const WORKER = new URL('./bulk-scoring.worker.js', import.meta.url);

/** A row to score. */
export interface BulkRow {
  readonly measure: string;
  readonly features: Readonly<Record<string, unknown>>;
}

/** The columns of a scored row as text for COPY, or what is wrong with the row. */
export type BulkAnswer =
  | { readonly text: string }
  | { readonly faults: readonly Pick<FeatureFault, 'feature' | 'code'>[] }
  | 'unknown-model'
  | 'explanation-failed';

/** Rows of one model with their places in the piece. */
interface Group {
  readonly model: ActiveModel;
  readonly places: number[];
  readonly values: (readonly (number | null)[])[];
}

const sharedBytes = (bytes: Uint8Array): Uint8Array => {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
};

/** One file being scored, piece by piece, in threads. Features live no longer than their piece. */
export class ScoringRun {
  private readonly artifacts = new Map<string, Uint8Array>();
  private readonly counted = new CountedRows();
  /** Names of the features of all its models. */
  readonly features: ReadonlySet<string>;

  constructor(
    private readonly models: ReadonlyMap<string, ActiveModel>,
    private readonly tiers: TierThresholds,
    private readonly workers: WorkerPool,
    private readonly repository: MonitoringRepository,
  ) {
    this.features = new Set([...models.values()].flatMap(({ features }) => features.map(({ name }) => name)));
  }

  /**
   * Answers in the order of the rows.
   * @param shared columns are shared by rows of several measures: a feature that another model has is passed over.
   */
  async score(rows: readonly BulkRow[], shared: boolean): Promise<BulkAnswer[]> {
    const now = new Date();
    const answers = new Array<BulkAnswer>(rows.length);
    const groups = new Map<ActiveModel, Group>();
    rows.forEach(({ measure, features }, place) => {
      const model = this.models.get(measure);
      if (!model) return void (answers[place] = 'unknown-model');
      const row = checkFeatures(model, shared ? this.ofModel(model, features) : features);
      if ('faults' in row) return void (answers[place] = row);
      this.counted.add(model, row.values, now);
      const group = groups.get(model) ?? { model, places: [], values: [] };
      group.places.push(place);
      group.values.push(row.values);
      groups.set(model, group);
    });
    for (const { digest, artifact } of groups.keys()) {
      if (!this.artifacts.has(digest)) this.artifacts.set(digest, sharedBytes(artifact));
    }
    await Promise.all(
      [...groups.values()].map(async (group) => {
        const texts = await this.workers.run<RowsOfModel, (string | null)[]>(WORKER, this.task(group));
        texts.forEach((text, i) => (answers[group.places[i]] = text === null ? 'explanation-failed' : { text }));
      }),
    );
    return answers;
  }

  /** In the transaction that keeps the predictions: adds the counts of features to those of the month. */
  async end(): Promise<void> {
    for (const counts of this.counted.take()) await this.repository.add(counts);
  }

  private ofModel({ features }: ActiveModel, given: BulkRow['features']): Record<string, unknown> {
    return Object.fromEntries(
      features.flatMap(({ name }) => (Object.hasOwn(given, name) ? [[name, given[name]]] : [])),
    );
  }

  private task({ model, values }: Group): RowsOfModel {
    const { id: modelId, version, measure, digest, calibration } = model;
    const width = model.features.length;
    const matrix = new Float64Array(values.length * width);
    values.forEach((row, i) => row.forEach((value, j) => (matrix[i * width + j] = value ?? NaN)));
    const artifact = this.artifacts.get(digest) ?? sharedBytes(model.artifact);
    return {
      ...{ digest, artifact, measure, modelId, version, calibration, tiers: this.tiers },
      rows: { values: matrix, count: values.length, width },
    };
  }
}
