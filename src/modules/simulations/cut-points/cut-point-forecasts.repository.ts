import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { EntityManager } from 'typeorm';
import { CutPointForecastEntity } from './cut-point-forecast.entity.js';

/** Forecasts of cut points, one for each state of the imported tables. */
@Injectable()
export class CutPointForecastsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  private get manager(): EntityManager {
    return this.host.tx;
  }

  /** Star years whose tables are imported, with the time of the import, oldest first. */
  async imports(): Promise<{ starYear: number; importedAt: Date }[]> {
    return this.manager.query(
      'SELECT star_year AS "starYear", imported_at AS "importedAt" FROM cms_table_sets ORDER BY star_year',
    );
  }

  find(inputsDigest: string): Promise<CutPointForecastEntity | null> {
    return this.manager.findOneBy(CutPointForecastEntity, { inputsDigest });
  }

  byId(id: string): Promise<CutPointForecastEntity | null> {
    return this.manager.findOneBy(CutPointForecastEntity, { id });
  }

  /** False when somebody else has ordered the same forecast first. */
  async insertOnce({ id, baseYear, inputsDigest, jobId, createdAt }: CutPointForecastEntity): Promise<boolean> {
    const rows: unknown[] = await this.manager.query(
      `INSERT INTO cut_point_forecasts (id, base_year, inputs_digest, job_id, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT cut_point_forecasts_inputs DO NOTHING RETURNING id`,
      [id, baseYear, inputsDigest, jobId, createdAt],
    );
    return rows.length > 0;
  }

  async finish(id: string, result: unknown, now: Date): Promise<void> {
    await this.manager.query('UPDATE cut_point_forecasts SET result = $2, finished_at = $3 WHERE id = $1', [
      id,
      JSON.stringify(result),
      now,
    ]);
  }

  /** Takes away a forecast whose job did not end well, so that the next request orders it anew. */
  async discard(manager: EntityManager, id: string): Promise<void> {
    await manager.query('DELETE FROM cut_point_forecasts WHERE id = $1 AND result IS NULL', [id]);
  }
}
