import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { RatingName } from '../../../core/rulesets/index.js';
import { type ForecastScore, scoreForecasts } from '../../../core/simulation/index.js';
import { Cursors, type Page, Problem, RequestContext } from '../../../platform/http/index.js';
import { AuditTrail } from '../../audit/index.js';
import '../audit-events.js';
import { ContractsRepository } from '../../ratings/index.js';
import { outcomesOf } from './actual-outcomes.js';
import type { ForecastEntity, ForecastSource, MeasureForecastEntry } from './forecast.entity.js';
import { type ForecastFilter, ForecastsRepository } from './forecasts.repository.js';

const LIST = 'forecasts';

/** A forecast to be kept: what, by which rules, models and inputs. */
export interface LedgerEntry {
  readonly contractId: string;
  /** Star year whose rating is forecast. */
  readonly starYear: number;
  readonly source: ForecastSource;
  /** Id of the snapshot or simulation: it is recorded once. */
  readonly sourceId: string;
  /** The contract's highest rating; null where it has none. */
  readonly rating: RatingName | null;
  /** Probability of 4 stars or more, 0–1. */
  readonly fourOrMore: number | null;
  readonly expectedStars: number | null;
  readonly measures: readonly MeasureForecastEntry[];
  readonly ruleSet: { readonly version: string; readonly digest: string };
  /** SHA-256 of everything it was computed from, hexadecimal. */
  readonly inputsDigest: string;
  readonly modelVersions: Readonly<Record<string, string>>;
  readonly seed: number | null;
}

/** How good the forecasts of a star year were. */
export interface LedgerScore {
  readonly starYear: number;
  /** Forecasts scored: of each contract the latest, or all. */
  readonly forecasts: number;
  /** Forecasts of contracts that the actual tables do not list. */
  readonly withoutActual: number;
  readonly score: ForecastScore;
}

/** Keeps every forecast as it was made, and scores them when the actual ratings are imported. */
@Injectable()
export class ForecastLedger {
  constructor(
    private readonly repository: ForecastsRepository,
    private readonly contracts: ContractsRepository,
    private readonly context: RequestContext,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Keeps a forecast, in the caller's transaction if there is one. Recording the same source again changes nothing.
   * @param actor who made it, as the audit trail names them.
   * @returns id of the row, also of the one that was there before.
   */
  async record(entry: LedgerEntry, actor: string): Promise<string> {
    const { ruleSet, seed, modelVersions, ...rest } = entry;
    const row: ForecastEntity = {
      ...rest,
      id: uuidv7(),
      rulesetVersion: ruleSet.version,
      rulesetDigest: ruleSet.digest,
      modelVersions: { ...modelVersions },
      seed: seed === null ? null : String(seed),
      madeAt: new Date(),
      madeBy: actor,
    };
    const { contractId, starYear, source, rulesetVersion } = row;
    return this.audit.act('forecast.recorded', { actor, contractId }, async () => {
      const entityId = await this.repository.insertOnce(row);
      this.audit.describe('forecast.recorded', { entityId, after: { starYear, source, rulesetVersion } });
      return entityId;
    });
  }

  /** A page of forecasts that the caller may see, newest first. */
  async list(filter: Omit<ForecastFilter, 'contracts'>, limit: number, cursor?: string): Promise<Page<ForecastEntity>> {
    const after = this.cursors.decode(LIST, cursor) as [string, string] | undefined;
    const rows = await this.repository.list({ ...filter, contracts: this.scope }, limit + 1, after);
    return this.cursors.page(LIST, rows, limit, (row) => [row.madeAt.toISOString(), row.id]);
  }

  /**
   * Scores the forecasts of a star year against CMS's imported tables: rate error, star hit rate, Brier of 4 stars or more.
   * @param all every forecast counts; otherwise the latest of each contract.
   * @throws Problem `unprocessable` while the tables of the star year are not imported.
   */
  async score(starYear: number, all: boolean, contractId?: string): Promise<LedgerScore> {
    const tables = await this.contracts.tables(starYear);
    if (!tables)
      throw new Problem(
        'unprocessable',
        "The actual ratings are not known: CMS's tables of the star year are missing.",
      );
    const forecasts = await this.repository.ofYear({ starYear, contractId, contracts: this.scope }, all);
    const outcomes = forecasts.map((forecast) => outcomesOf(forecast, tables));
    const known = outcomes.filter((one) => one !== null);
    const score = scoreForecasts(
      known.flatMap(({ measures }) => measures),
      known.flatMap(({ rating }) => (rating === null ? [] : [rating])),
    );
    return { starYear, forecasts: known.length, withoutActual: forecasts.length - known.length, score };
  }

  private get scope(): string[] | null {
    const contracts = this.context.principal?.contracts;
    return contracts ? [...contracts] : null;
  }
}
