import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DEFAULT_TIER_THRESHOLDS, type TierThresholds } from '../../../core/prediction/index.js';
import { DatabaseGate } from '../../../platform/database/index.js';
import { OfflineState } from '../../../platform/offline/index.js';
import { HeldState } from '../../../platform/spool/index.js';
import { Log } from '../../../platform/telemetry/index.js';
import { TierThresholdsRepository } from './tier-thresholds.repository.js';

const STATE = 'tier-thresholds';

/** The thresholds that new predictions get their tiers by, held in memory, and on disk for the time without a database. */
@Injectable()
export class ActiveTiers implements OnApplicationBootstrap {
  private held = DEFAULT_TIER_THRESHOLDS;
  private kept: string | undefined;
  private readonly state: HeldState;

  constructor(
    private readonly repository: TierThresholdsRepository,
    private readonly offline: OfflineState,
    private readonly gate: DatabaseGate,
    private readonly http: HttpAdapterHost,
    private readonly log: Log,
  ) {
    this.state = new HeldState(
      gate,
      () => this.check(),
      () => this.recall(),
    );
  }

  /** A service knows them before the first request asks, so that it can go on without its database. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.http.httpAdapter?.getHttpServer() || this.gate.away) return;
    await this.state
      .readNow()
      .catch((error: unknown) => this.log.failure('the thresholds of tiers could not be read', error));
  }

  /** The thresholds of the moment. */
  async find(): Promise<TierThresholds> {
    await this.state.refresh();
    return this.held;
  }

  private async check(): Promise<void> {
    const { thresholds } = await this.repository.read();
    this.held = thresholds;
    const text = JSON.stringify(thresholds);
    if (text === this.kept) return;
    this.kept = text;
    this.offline.keep(STATE, () => text, 0);
  }

  private recall(): void {
    const kept = this.offline.read(STATE);
    if (kept) this.held = JSON.parse(kept.toString()) as TierThresholds;
  }
}
