import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { Repository } from 'typeorm';
import type { MonitoringThresholds } from '../../../core/models/index.js';
import { MonitoringThresholdsRow } from './thresholds.entity.js';

/** The thresholds with the count of their changes. */
export interface VersionedThresholds {
  readonly thresholds: MonitoringThresholds;
  readonly version: number;
}

function toThresholds(row: MonitoringThresholdsRow): VersionedThresholds {
  const thresholds: MonitoringThresholds = {
    psi: { warn: row.psiWarn, alert: row.psiAlert },
    missingRateChange: { warn: row.missingRateChangeWarn, alert: row.missingRateChangeAlert },
    calibrationGap: { warn: row.calibrationGapWarn, alert: row.calibrationGapAlert },
    aucLoss: { warn: row.aucLossWarn, alert: row.aucLossAlert },
    brierRatio: { warn: row.brierRatioWarn, alert: row.brierRatioAlert },
    leastRows: row.leastRows,
    leastOutcomes: row.leastOutcomes,
  };
  return { thresholds, version: row.version };
}

/** What states of models are judged by. Every method joins the transaction under way. */
@Injectable()
export class ThresholdsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  async read(): Promise<VersionedThresholds> {
    return toThresholds(await this.rows.findOneByOrFail({ id: 1 }));
  }

  /** Reads them to replace them: other changes wait until the transaction ends. */
  async readToChange(): Promise<VersionedThresholds> {
    const lock = { mode: 'pessimistic_write' } as const;
    return toThresholds(await this.rows.findOneOrFail({ where: { id: 1 }, lock }));
  }

  /** Replaces all of them; the version counts on. */
  async put(given: MonitoringThresholds): Promise<VersionedThresholds> {
    const { psi, missingRateChange, calibrationGap, aucLoss, brierRatio, leastRows, leastOutcomes } = given;
    const set = {
      ...{ psiWarn: psi.warn, psiAlert: psi.alert },
      ...{ missingRateChangeWarn: missingRateChange.warn, missingRateChangeAlert: missingRateChange.alert },
      ...{ calibrationGapWarn: calibrationGap.warn, calibrationGapAlert: calibrationGap.alert },
      ...{ aucLossWarn: aucLoss.warn, aucLossAlert: aucLoss.alert },
      ...{ brierRatioWarn: brierRatio.warn, brierRatioAlert: brierRatio.alert, leastRows, leastOutcomes },
    };
    await this.rows.update({ id: 1 }, { ...set, version: () => 'version + 1' });
    return this.read();
  }

  private get rows(): Repository<MonitoringThresholdsRow> {
    return this.transactions.tx.getRepository(MonitoringThresholdsRow);
  }
}
