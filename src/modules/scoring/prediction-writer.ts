import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { JoinedWork } from '../../platform/database/index.js';
import { spoolDraft } from '../../platform/spool/index.js';
import { AuditedWrites, type AuditRow, AuditTrail } from '../audit/index.js';
import { insertStatement, newRows, type Prediction, shapText, spooledPrediction } from '../predictions/index.js';
import type { ExplainedItem } from './explain-items.js';
import { inSlices } from './in-slices.js';

/** What one request stores: its predictions and the row of its act. */
interface Made {
  readonly rows: readonly Prediction[];
  readonly act: AuditRow;
}

/** Requests of more predictions than this have a statement of their own. */
const JOINED_UP_TO = 10;

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Stores predictions and the row of their act in one statement; small requests at the same time share one. */
@Injectable()
export class PredictionWriter {
  private readonly joined = new JoinedWork<Made, void>((all) => this.write(all));

  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly audit: AuditTrail,
    private readonly writes: AuditedWrites,
  ) {}

  /** The predictions of a request as they will be stored. */
  rowsOf(items: readonly ExplainedItem[]): Prediction[] {
    return newRows(
      items.map(({ prediction }) => prediction),
      spoolDraft(),
    );
  }

  /**
   * Inside the act `prediction.made`: stores all of the predictions, or none, and says so in the trail. A request that
   * is answered without the database leaves them in its spool record.
   * @param rows of the items, in their order.
   * @param refused how many others could not be made.
   */
  async store(items: readonly ExplainedItem[], rows: readonly Prediction[], refused: number): Promise<void> {
    this.describe(rows, refused);
    if (rows.length === 0) return;
    const draft = spoolDraft();
    const made = { rows, act: this.audit.handOver('prediction.made') };
    if (draft?.spooling === true) {
      draft.parts.predictions = rows.map((row, i) => spooledPrediction(row, items[i].memberHash));
      return;
    }
    await inSlices(rows, (slice) => slice.map(({ shapValues }) => shapText(shapValues)));
    // With an idempotency key, the answer is kept in a transaction of its own: the predictions belong in it.
    const apart = rows.length > JOINED_UP_TO || this.transactions.isTransactionActive();
    await (apart ? this.write([made]) : this.joined.add(made));
  }

  private async write(all: readonly Made[]): Promise<void[]> {
    const change = insertStatement(all.flatMap(({ rows }) => rows));
    await this.writes.run(
      change,
      all.map(({ act }) => act),
    );
    return all.map(() => undefined);
  }

  private describe(rows: readonly Prediction[], refused: number): void {
    const contracts = distinct(rows.map(({ contractId }) => contractId));
    this.audit.describe('prediction.made', {
      entityId: rows.length + refused === 1 ? rows[0]?.id : undefined,
      contractId: contracts.length === 1 ? contracts[0] : undefined,
      after: {
        ...{ stored: rows.length, refused },
        measures: distinct(rows.map(({ measure }) => measure)),
        models: distinct(rows.map(({ modelId, modelVersion }) => `${modelId}@${modelVersion}`)),
      },
    });
  }
}
