import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditCodes, type ChainEnd, GENESIS, sameCode } from './audit-codes.js';
import { ChainRepository, type CodedRow, type StoredLink } from './chain.repository.js';
import { Faults, type Verification } from './verification.js';

/** Links or rows read by one statement. */
const BATCH = 5000;

/** How long a row may wait for the sealer, in milliseconds. */
export const SEAL_LAG_MS = 300_000;

/** A link that somebody wrote down earlier, outside the database. */
export interface RememberedLink {
  readonly seq: bigint;
  readonly chain: Buffer;
}

const OUTSIDE = `
  WITH page AS (
    SELECT occurred_at, id FROM audit_log WHERE (occurred_at, id) > ($1, $2) ORDER BY occurred_at, id LIMIT ${BATCH})
  SELECT p.occurred_at AS "occurredAt", p.id, s.seq IS NOT NULL AS sealed, u.queued_at AS "queuedAt"
  FROM page p LEFT JOIN audit_seal s ON s.audit_id = p.id
  LEFT JOIN audit_unsealed u ON u.occurred_at = p.occurred_at AND u.audit_id = p.id
  ORDER BY p.occurred_at, p.id`;

const ROWS = `
  SELECT a.id, a.occurred_at AS "occurredAt", a.actor, a.event, a.entity_type AS "entityType",
         a.entity_id AS "entityId", a.contract_id AS "contractId", a.outcome, a.request_id AS "requestId",
         a.before, a.after, a.mac
  FROM unnest($1::timestamptz[], $2::uuid[]) AS k (occurred_at, id)
  JOIN audit_log a ON a.occurred_at = k.occurred_at AND a.id = k.id`;

interface Place {
  readonly occurredAt: Date;
  readonly id: string;
  readonly sealed: boolean;
  readonly queuedAt: Date | null;
}

/**
 * Goes through the whole chain and all rows, in one snapshot, five thousand at a time: memory does not grow with the
 * trail, and the number of statements is two for every five thousand rows plus a handful.
 */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly dataSource: DataSource,
    private readonly codes: AuditCodes,
    private readonly chain: ChainRepository,
  ) {}

  async verify(now: Date, remembered?: RememberedLink): Promise<Verification> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SET TRANSACTION READ ONLY');
      const faults = new Faults();
      const { start, droppedBefore } = await this.start(manager, faults);
      const walk = await this.walkChain(manager, start, droppedBefore, faults, remembered);
      await this.checkHead(manager, walk.end, faults);
      await this.checkQueue(manager, faults);
      const waiting = await this.checkOutside(manager, now, faults);
      const ok = faults.count === 0;
      const head = walk.end.seq > 0n ? walk.end : null;
      return { ok, sealed: walk.sealed, waiting, head, droppedBefore, faultCount: faults.count, faults: faults.named };
    });
  }

  /** The last cut, or the beginning. A cut that is not signed is no excuse for what is missing. */
  private async start(
    manager: EntityManager,
    faults: Faults,
  ): Promise<{ start: ChainEnd; droppedBefore: Date | null }> {
    const anchors = await this.chain.anchors(manager);
    const genuine = anchors.filter((anchor) => sameCode(anchor.mac, this.codes.anchor(anchor)));
    for (const anchor of anchors) {
      if (!genuine.includes(anchor)) faults.add('changed', 'anchor', { seq: anchor.seq });
    }
    const times = genuine.map((anchor) => anchor.droppedBefore.getTime());
    const droppedBefore = times.length > 0 ? new Date(Math.max(...times)) : null;
    return { start: genuine[0] ?? GENESIS, droppedBefore };
  }

  private async walkChain(
    manager: EntityManager,
    start: ChainEnd,
    droppedBefore: Date | null,
    faults: Faults,
    remembered?: RememberedLink,
  ): Promise<{ end: ChainEnd; sealed: number }> {
    let end: ChainEnd = { seq: start.seq, chain: start.chain };
    let sealed = 0;
    let found = remembered === undefined || (end.seq >= remembered.seq && end.seq !== remembered.seq);
    const recall = (at: ChainEnd): void => {
      if (remembered?.seq === at.seq) found = sameCode(remembered.chain, at.chain);
    };
    recall(end);
    for (let links = await this.page(manager, end.seq); links.length > 0; links = await this.page(manager, end.seq)) {
      for (const link of links) {
        const gap = link.seq !== end.seq + 1n;
        if (gap) faults.add('missing', 'gone', { seq: end.seq + 1n });
        // Behind a gap the hash before is unknown: the link is taken as it is, its row is still checked.
        else if (!sameCode(link.chain, this.codes.link(end.chain, link))) faults.add('changed', 'link', link);
        this.checkRow(link, droppedBefore, faults);
        end = { seq: link.seq, chain: link.chain };
        recall(end);
        sealed += 1;
      }
    }
    if (!found) faults.add(remembered && remembered.seq > end.seq ? 'missing' : 'changed', 'remembered', remembered);
    return { end, sealed };
  }

  private page(manager: EntityManager, after: bigint): Promise<StoredLink[]> {
    return this.chain.linksAfter(manager, after, BATCH);
  }

  private checkRow(link: StoredLink, droppedBefore: Date | null, faults: Faults): void {
    if (link.row === null) {
      if (droppedBefore === null || link.occurredAt.getTime() >= droppedBefore.getTime())
        faults.add('missing', 'gone', link);
      return;
    }
    const genuine = sameCode(link.row.mac, link.digest) && sameCode(this.codes.row(link.row), link.digest);
    if (!genuine) faults.add('changed', 'row', link);
  }

  /** The chain ends at its signed head, else its tail was cut off or the head replaced. */
  private async checkHead(manager: EntityManager, end: ChainEnd, faults: Faults): Promise<void> {
    const head = await this.chain.head(manager);
    if (head === undefined) {
      if (end.seq > 0n) faults.add('missing', 'head', { seq: end.seq });
      return;
    }
    if (!sameCode(head.mac, this.codes.head(head))) faults.add('changed', 'head', { seq: head.seq });
    else if (head.seq > end.seq) faults.add('missing', 'gone', { seq: end.seq + 1n });
    else if (head.seq < end.seq) faults.add('inserted', 'head', { seq: head.seq + 1n });
    else if (!sameCode(head.chain, end.chain)) faults.add('changed', 'head', { seq: head.seq });
  }

  /** A row that vanished before it was sealed leaves its place in the queue behind. */
  private async checkQueue(manager: EntityManager, faults: Faults): Promise<void> {
    const gone: { occurredAt: Date; auditId: string }[] = await manager.query(
      `SELECT u.occurred_at AS "occurredAt", u.audit_id AS "auditId" FROM audit_unsealed u
       WHERE NOT EXISTS (SELECT 1 FROM audit_log a WHERE a.occurred_at = u.occurred_at AND a.id = u.audit_id)
       ORDER BY 1, 2 LIMIT 20`,
    );
    for (const place of gone) faults.add('missing', 'gone', place);
  }

  /** Rows outside the chain: genuine ones may wait a while, others have no business being there. */
  private async checkOutside(manager: EntityManager, now: Date, faults: Faults): Promise<number> {
    let waiting = 0;
    let position: readonly [string, string] = ['-infinity', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const page: Place[] = await manager.query(OUTSIDE, [...position]);
      waiting += await this.checkPlaces(
        manager,
        page.filter((place) => !place.sealed),
        now,
        faults,
      );
      const last = page[page.length - 1];
      if (!last || page.length < BATCH) return waiting;
      position = [last.occurredAt.toISOString(), last.id];
    }
  }

  private async checkPlaces(
    manager: EntityManager,
    places: readonly Place[],
    now: Date,
    faults: Faults,
  ): Promise<number> {
    if (places.length === 0) return 0;
    const keys = [places.map((place) => place.occurredAt.toISOString()), places.map((place) => place.id)];
    const rows: CodedRow[] = await manager.query(ROWS, keys);
    const byId = new Map(rows.map((row) => [row.id, row]));
    let waiting = 0;
    for (const { id: auditId, occurredAt, queuedAt } of places) {
      const row = byId.get(auditId);
      const inTime = queuedAt !== null && now.getTime() - queuedAt.getTime() <= SEAL_LAG_MS;
      if (!row || !sameCode(row.mac, this.codes.row(row))) faults.add('inserted', 'code', { auditId, occurredAt });
      else if (!inTime) faults.add('inserted', 'unsealed', { auditId, occurredAt });
      else waiting += 1;
    }
    return waiting;
  }
}
