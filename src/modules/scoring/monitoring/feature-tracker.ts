import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FeatureCounts, type FeatureProfile } from '../../../core/models/index.js';
import { Log } from '../../../platform/telemetry/index.js';
import type { ActiveModel } from '../../models/index.js';
import { type MonthCounts, MonitoringRepository } from './monitoring.repository.js';

/** How long counts wait to be added. A process that is killed loses no more than these. */
const FLUSH_MS = 5000;

const isProfile = (value: unknown): value is FeatureProfile =>
  typeof value === 'object' &&
  value !== null &&
  Array.isArray((value as FeatureProfile).edges) &&
  Array.isArray((value as FeatureProfile).shares) &&
  typeof (value as FeatureProfile).missingRate === 'number';

/** Training profiles of a card, in the order of the features; undefined where it has none, or others. */
export function profilesOf(card: ActiveModel['card'], features: number): readonly FeatureProfile[] | undefined {
  const profiles: unknown = card?.profiles;
  if (!Array.isArray(profiles) || profiles.length !== features || !profiles.every(isProfile)) return undefined;
  return profiles;
}

/** First day of the month of a time (UTC), `YYYY-MM-01`. */
export const monthOf = (time: Date): string => `${time.toISOString().slice(0, 7)}-01`;

interface Counted {
  readonly model: ActiveModel;
  readonly month: string;
  readonly counts: FeatureCounts;
}

/** Counts of scored rows by model and month, in memory. */
export class CountedRows {
  private readonly held = new Map<string, Counted>();

  add(model: ActiveModel, values: readonly (number | null)[], now: Date): void {
    const month = monthOf(now);
    const key = `${model.id}@${model.version} ${month}`;
    let counted = this.held.get(key);
    if (!counted) {
      const names = model.features.map(({ name }) => name);
      counted = { model, month, counts: new FeatureCounts(names, profilesOf(model.card, names.length)) };
      this.held.set(key, counted);
    }
    counted.counts.add(values);
  }

  /** What was counted, which is then forgotten. */
  take(): MonthCounts[] {
    const all = [...this.held.values()];
    this.held.clear();
    return all.map(({ model, month, counts }) => ({
      ...{ modelId: model.id, version: model.version, month, counts: counts.counts() },
    }));
  }
}

/** Counts the features of single predictions and batches; added to the table every few seconds. */
@Injectable()
export class FeatureTracker implements OnModuleDestroy {
  private readonly rows = new CountedRows();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: MonitoringRepository,
    private readonly source: DataSource,
    private readonly log: Log,
  ) {}

  add(model: ActiveModel, values: readonly (number | null)[]): void {
    this.rows.add(model, values, new Date());
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Adds what was counted so far. Never throws: monitoring holds up no prediction. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  async onModuleDestroy(): Promise<void> {
    if (this.source.isInitialized) await this.flush();
  }

  private async write(): Promise<void> {
    for (const counts of this.rows.take()) {
      try {
        await this.repository.add(counts);
      } catch (error) {
        this.log.failure('counts of features could not be added', error, { table: 'model_feature_counts' });
      }
    }
  }
}
