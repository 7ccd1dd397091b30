import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import { migrations } from '../database/index.js';

/** Ready only when every migration of this version has run. */
@Injectable()
export class MigrationIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly dataSource: DataSource,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('migrations');
    const done = await this.applied();
    if (done === undefined) return indicator.down({ reason: 'cannot be read' });
    const pending = migrations.filter((migration) => !done.has(migration.name)).length;
    return pending === 0 ? indicator.up({ applied: done.size }) : indicator.down({ pending });
  }

  private async applied(): Promise<Set<string> | undefined> {
    try {
      const rows: { name: string }[] = await this.dataSource.query('SELECT name FROM migrations');
      return new Set(rows.map((row) => row.name));
    } catch {
      return undefined; // the probe reports it; the database's own check says why
    }
  }
}
