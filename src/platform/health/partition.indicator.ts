import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import { missingPartitions } from '../database/index.js';

/** Ready only when this month's and next month's partitions of the logs exist. */
@Injectable()
export class PartitionIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly dataSource: DataSource,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('partitions');
    try {
      const missing = await missingPartitions(this.dataSource, new Date());
      return missing.length === 0 ? indicator.up() : indicator.down({ missing });
    } catch {
      return indicator.down({ reason: 'cannot be read' });
    }
  }
}
