import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { isDatabaseAway } from '../http/index.js';
import { Log } from '../telemetry/index.js';
import type { Frame } from './frame.js';
import { Spool, type WaitingSegment } from './spool.js';
import { SpoolMetrics } from './spool-metrics.js';
import { SpoolParts } from './spool-parts.js';

/** Records of one transaction. */
const RECORDS = 200;
/** Bytes of records of one transaction. */
const BYTES = 2 * 1024 * 1024;
/** Attempts at records that stood in others' way (deadlock, serialisation). */
const TRIES = 3;

type Parts = Readonly<Record<string, unknown>>;

/** Records that fit into one transaction. */
function chunks(frames: readonly Frame[]): Frame[][] {
  const made: Frame[][] = [];
  let bytes = Infinity;
  for (const frame of frames) {
    const last = made.at(-1);
    if (!last || last.length >= RECORDS || bytes + frame.payload.length > BYTES) made.push([frame]);
    else last.push(frame);
    bytes = (made.at(-1)?.length === 1 ? 0 : bytes) + frame.payload.length;
  }
  return made;
}

const codeOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
};

/**
 * Brings the spool's records into the database, in order and exactly once: the rows of several records and how far the
 * replay has come are one transaction. A crash after the commit finds the records already counted, and leaves them out.
 */
@Injectable()
export class SpoolReplay {
  constructor(
    private readonly spool: Spool,
    private readonly parts: SpoolParts,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly metrics: SpoolMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Replays everything that waits.
   * @returns how many records were brought in.
   * @throws whatever says that the database is away; what has been replayed so far stays.
   */
  async run(): Promise<number> {
    await this.spool.takeOver();
    let replayed = 0;
    for (const segment of await this.spool.waiting()) replayed += await this.segment(segment);
    return replayed;
  }

  private async segment(segment: WaitingSegment): Promise<number> {
    const content = await this.spool.read(segment);
    if (!content) {
      await this.setAside(segment, 0, 'missing', Buffer.alloc(0), null);
      await this.spool.done(segment);
      return 0;
    }
    const { entries, torn } = content;
    if (torn > 0) this.log.warning('a spool write was cut short; it was never acknowledged', { count: torn });
    for (const entry of entries) {
      if (entry.kind !== 'damage') continue;
      const reason = entry.bytes.length === 0 ? 'missing' : 'damaged';
      await this.setAside(segment, entry.index, reason, entry.bytes, null);
    }
    let replayed = 0;
    const frames = entries.flatMap((entry) => (entry.kind === 'record' ? [entry] : []));
    for (const chunk of chunks(frames)) replayed += await this.together(segment, chunk);
    await this.spool.done(segment);
    return replayed;
  }

  private async together(segment: WaitingSegment, frames: readonly Frame[], tries = TRIES): Promise<number> {
    try {
      const count = await this.transactions.withTransaction(() => this.replay(segment, frames));
      this.metrics.replayed.inc(count);
      return count;
    } catch (error) {
      if (isDatabaseAway(error) || (error as { status?: number }).status === 503) throw error;
      if (/^40/.test(codeOf(error)) && tries > 1) return this.together(segment, frames, tries - 1);
      if (frames.length > 1) {
        let replayed = 0;
        for (const frame of frames) replayed += await this.together(segment, [frame]);
        return replayed;
      }
      const [{ index, payload }] = frames;
      this.log.failure('a spooled record was refused', error, { table: 'spool' });
      await this.setAside(segment, index, 'refused', payload, codeOf(error));
      await this.transactions.withTransaction(() => this.advance(segment, index));
      return 0;
    }
  }

  private async replay(segment: WaitingSegment, frames: readonly Frame[]): Promise<number> {
    const done = await this.watermark(segment);
    const fresh = frames.filter(({ index }) => index > done);
    const records = fresh.map(({ payload }) => JSON.parse(payload.toString()) as Parts);
    for (const part of this.parts.all()) {
      const given = records.flatMap((record) => (record[part.name] === undefined ? [] : [record[part.name]]));
      if (given.length > 0) await part.replay(given);
    }
    const last = fresh.at(-1);
    if (last) await this.advance(segment, last.index);
    return fresh.length;
  }

  /** Index of the segment's last record that is in the database; -1 for none. Whoever else replays it waits. */
  private async watermark({ folder, number }: WaitingSegment): Promise<number> {
    const { tx } = this.transactions;
    await tx.query(
      `INSERT INTO spool_watermarks (spool, segment, record, updated_at) VALUES ($1, 0, -1, now()) ON CONFLICT DO NOTHING`,
      [folder],
    );
    const rows: { segment: number; record: number }[] = await tx.query(
      'SELECT segment, record FROM spool_watermarks WHERE spool = $1 FOR UPDATE',
      [folder],
    );
    const { segment, record } = rows[0] ?? { segment: 0, record: -1 };
    if (segment > number) return Infinity;
    return segment === number ? record : -1;
  }

  private async advance({ folder, number }: WaitingSegment, record: number): Promise<void> {
    await this.transactions.tx.query(
      `INSERT INTO spool_watermarks (spool, segment, record, updated_at) VALUES ($1, $2, $3, now())
       ON CONFLICT (spool) DO UPDATE SET segment = excluded.segment, record = excluded.record, updated_at = now()`,
      [folder, number, record],
    );
  }

  private async setAside(
    { folder, number }: WaitingSegment,
    index: number,
    reason: 'damaged' | 'missing' | 'refused',
    content: Buffer,
    code: string | null,
  ): Promise<void> {
    const at = new Date().toISOString();
    await this.spool.quarantine.keep(
      { reason, folder, segment: number, index, code, bytes: content.length, at },
      content,
    );
    this.metrics.quarantined.inc({ reason });
    this.log.warning('a spooled record was set aside', { table: 'spool', count: 1 });
  }
}
