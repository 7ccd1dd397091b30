import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { driftState, type MonitoringState, worstState } from '../../../core/models/index.js';
import { Metrics, Sample } from '../../../platform/telemetry/index.js';
import { ActiveModels } from '../../models/index.js';
import { monthOf, profilesOf } from './feature-tracker.js';
import { MonitoringRepository } from './monitoring.repository.js';
import { ThresholdsRepository } from './thresholds.repository.js';

/** How long the figures are used again, in milliseconds: drift is a matter of days. */
const FRESH_MS = 60_000;

const GRADE: Readonly<Record<MonitoringState, number>> = { unknown: 0, ok: 0, warn: 1, alert: 2 };

/** How far this month's values of one active model have moved. */
interface Drift {
  readonly model: string;
  readonly version: number;
  readonly state: MonitoringState;
  /** Largest population stability index of its features; null while there are too few rows. */
  readonly psi: number | null;
}

/** Drift of the active models in the current month, the same whichever process is asked. */
@Injectable()
export class DriftGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly models: ActiveModels,
    private readonly repository: MonitoringRepository,
    private readonly judged: ThresholdsRepository,
  ) {}

  onModuleInit(): void {
    const sample = new Sample(() => this.drift(monthOf(new Date())), FRESH_MS);
    const gauge = (name: string, help: string, value: (drift: Drift) => number | null): void => {
      new Gauge({
        name,
        help,
        labelNames: ['model', 'version'] as const,
        registers: [this.metrics.registry],
        async collect() {
          const rows = await sample.read();
          this.reset();
          for (const row of rows ?? []) {
            const found = value(row);
            if (found !== null) this.set({ model: row.model, version: String(row.version) }, found);
          }
        },
      });
    };
    gauge('model_drift_psi', 'Largest PSI of an active model, of this month against its training', ({ psi }) => psi);
    gauge(
      'model_drift_state',
      'Drift of an active model: 0 fine or unknown, 1 warn, 2 alert',
      ({ state }) => GRADE[state],
    );
  }

  /** Drift of every active model that was used in the month. */
  private async drift(month: string): Promise<Drift[]> {
    const found: Drift[] = [];
    const { thresholds } = await this.judged.read();
    for (const { id, version, card, features } of (await this.models.all()).values()) {
      const counts = await this.repository.counts(id, version, month, month);
      const profiles = profilesOf(card, features.length);
      const profileOf = new Map(features.map(({ name }, j) => [name, profiles?.[j]]));
      const states = counts.map(({ feature, known, missing }) =>
        driftState({ feature, known: known.map(Number), missing: Number(missing) }, profileOf.get(feature), thresholds),
      );
      const psi = states.flatMap((one) => (one.psi === null ? [] : [one.psi]));
      const state = worstState(states.map((one) => one.state));
      if (states.length > 0) found.push({ model: id, version, state, psi: psi.length > 0 ? Math.max(...psi) : null });
    }
    return found;
  }
}
