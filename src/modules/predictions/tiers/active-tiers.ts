import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DEFAULT_TIER_THRESHOLDS, type TierThresholds } from '../../../core/prediction/index.js';
import { DatabaseGate } from '../../../platform/database/index.js';
import { OfflineState } from '../../../platform/offline/index.js';
import { spoolingDraft } from '../../../platform/spool/index.js';
import { Log } from '../../../platform/telemetry/index.js';
import { TierThresholdsRepository } from './tier-thresholds.repository.js';

/** How long a change may stay unseen, on the instance that made it too. */
const RECHECK_MS = 1000;

const STATE = 'tier-thresholds';

/** The thresholds that new predictions get their tiers by, held in memory, and on disk for the time without a database. */
@Injectable()
export class ActiveTiers implements OnApplicationBootstrap {
  private held = DEFAULT_TIER_THRESHOLDS;
  private kept: string | undefined;
  private checkedAt = -Infinity;
  private checking?: Promise<void>;

  constructor(
    private readonly repository: TierThresholdsRepository,
    private readonly offline: OfflineState,
    private readonly gate: DatabaseGate,
    private readonly http: HttpAdapterHost,
    private readonly log: Log,
  ) {}

  /** A service knows them before the first request asks, so that it can go on without its database. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.http.httpAdapter?.getHttpServer() || this.gate.away) return;
    await this.check().catch((error: unknown) => this.log.failure('the thresholds of tiers could not be read', error));
  }

  /** The thresholds of the moment. */
  async find(): Promise<TierThresholds> {
    if (this.gate.away || spoolingDraft()) this.withoutDatabase();
    else if (performance.now() - this.checkedAt > RECHECK_MS) {
      this.checking ??= this.check().finally(() => (this.checking = undefined));
      await this.checking;
    }
    return this.held;
  }

  private async check(): Promise<void> {
    const { thresholds } = await this.repository.read();
    this.held = thresholds;
    this.checkedAt = performance.now();
    const text = JSON.stringify(thresholds);
    if (text === this.kept) return;
    this.kept = text;
    this.offline.keep(STATE, () => text, 0);
  }

  /** What held when the database was last seen, also by a process before this one. */
  private withoutDatabase(): void {
    const kept = this.checkedAt === -Infinity ? this.offline.read(STATE) : undefined;
    if (kept) this.held = JSON.parse(kept.toString()) as TierThresholds;
    this.checkedAt = Math.max(this.checkedAt, 0);
  }
}
