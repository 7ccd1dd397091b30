import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Log } from '../../platform/telemetry/index.js';

/** Lock of the instance that gives waiting predictions to their gaps. */
const LOCK = 727_042;

const EVERY_MS = 60_000;

/** The same step as a trigger takes on the insert of predictions, for those that found no gap then. */
const PLACE = `
  WITH newest AS (
    SELECT DISTINCT ON (p.member_id, p.measurement_year, p.measure, p.contract_id) p.member_id, p.measurement_year,
           p.measure, p.contract_id, p.id, p.probability, p.tier
      FROM predictions_without_gap w JOIN predictions p ON p.id = w.prediction_id AND p.contract_id = w.contract_id
     ORDER BY p.member_id, p.measurement_year, p.measure, p.contract_id, p.id DESC),
  locked AS (
    SELECT g.id AS gap_id, n.* FROM newest n
      JOIN gap_analysis g USING (member_id, measurement_year, measure, contract_id)
     WHERE g.prediction_id IS NULL OR g.prediction_id < n.id 
     ORDER BY g.member_id, g.measurement_year, g.measure, g.contract_id FOR NO KEY UPDATE OF g)
  UPDATE gap_analysis g SET probability = l.probability, prediction_id = l.id, tier = l.tier FROM locked l
   WHERE g.id = l.gap_id AND g.contract_id = l.contract_id AND (g.prediction_id IS NULL OR g.prediction_id < l.id)`;

/**
 * Predictions of which the gap was not there. Where a gap and its prediction arise at the same time, in transactions
 * that do not see each other, neither finds the other: the prediction waits here until every transaction that was under
 * way when it was first seen has ended. Then its gap has been found, or has found it, or is not there.
 */
@Injectable()
export class WaitingPredictions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly log: Log,
  ) {}

  @Interval('waiting-predictions', EVERY_MS)
  async placeAll(): Promise<void> {
    try {
      await this.place();
    } catch (error) {
      this.log.failure('predictions still wait for their gaps', error, { job: 'waiting-predictions' });
    }
  }

  /**
   * Gives waiting predictions to gaps that have appeared, and lets those go that nothing can appear for any more. Of
   * several instances one works.
   */
  async place(): Promise<void> {
    const worked = await this.dataSource.transaction(async (manager) => {
      const [state]: { locked: boolean; waiting: boolean; settled: string }[] = await manager.query(
        `SELECT pg_try_advisory_xact_lock($1) AS locked, EXISTS (SELECT 1 FROM predictions_without_gap) AS waiting,
                pg_snapshot_xmin(pg_current_snapshot())::text AS settled`,
        [LOCK],
      );
      if (!state?.locked || !state.waiting) return false;
      await manager.query(PLACE);
      await manager.query('DELETE FROM predictions_without_gap WHERE until <= $1::xid8', [state.settled]);
      return true;
    });
    // Alone in its transaction, which so gets its number after the rows are seen: whoever gets a later one sees them too.
    const stamp = 'UPDATE predictions_without_gap SET until = pg_current_xact_id() WHERE until IS NULL';
    if (worked) await this.dataSource.query(stamp);
  }
}
