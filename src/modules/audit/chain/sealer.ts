import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Log } from '../../../platform/telemetry/index.js';
import { AuditMetrics } from '../audit-metrics.js';
import { AuditCodes, type ChainEnd, GENESIS, type Link, sameCode } from './audit-codes.js';
import { ChainRepository, type SignedHead } from './chain.repository.js';

/** Lock under which the chain grows or is cut. */
export const SEAL_LOCK = 727_004;

/** Rows sealed in one transaction. */
const BATCH = 1000;

/**
 * Appends the rows that were committed since the last pass to the chain. Of several instances one works, the others go
 * away at once; writers never wait. A row that is committed late is simply sealed on a later pass: the order of the
 * chain is that of sealing.
 */
@Injectable()
export class AuditSealer {
  constructor(
    private readonly dataSource: DataSource,
    private readonly codes: AuditCodes,
    private readonly chain: ChainRepository,
    private readonly metrics: AuditMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Seals all rows that wait.
   * @returns number of rows sealed here; 0 also when another instance is at it.
   */
  async pass(now: () => Date = () => new Date()): Promise<number> {
    let sealed = 0;
    for (;;) {
      const batch = await this.dataSource.transaction((manager) => this.batch(manager, now()));
      sealed += batch.sealed;
      if (batch.taken < BATCH) return sealed;
    }
  }

  private async batch(manager: EntityManager, now: Date): Promise<{ taken: number; sealed: number }> {
    const [lock]: { locked: boolean }[] = await manager.query('SELECT pg_try_advisory_xact_lock($1) AS locked', [
      SEAL_LOCK,
    ]);
    if (lock?.locked !== true) return { taken: 0, sealed: 0 };
    const rows = await this.chain.unsealed(manager, BATCH);
    if (rows.length === 0) return { taken: 0, sealed: 0 };

    const genuine = rows.filter((row) => sameCode(row.mac, this.codes.row(row)));
    if (genuine.length < rows.length) {
      // Left out of the chain, so that verification names them as what they are: rows that the service did not write.
      this.log.warning('audit rows without a valid code were not sealed', { count: rows.length - genuine.length });
    }
    if (genuine.length > 0) {
      let end = await this.end(manager);
      const links = genuine.map((row) => {
        const { id: auditId, occurredAt, mac: digest } = row;
        const link: Link = { seq: end.seq + 1n, auditId, occurredAt, digest, sealedAt: now };
        end = { seq: link.seq, chain: this.codes.link(end.chain, link) };
        return { ...link, chain: end.chain };
      });
      await this.chain.append(manager, links, { ...end, mac: this.codes.head(end) });
    }
    await this.chain.takeOffQueue(manager, rows);
    return { taken: rows.length, sealed: genuine.length };
  }

  /**
   * Where the chain goes on: at its signed head. When the links end elsewhere, someone has been at them: the chain goes
   * on behind both, so that the gap stays visible for ever and sealing does not stop.
   */
  private async end(manager: EntityManager): Promise<ChainEnd> {
    const head = await this.chain.head(manager);
    const [anchor] = await this.chain.anchors(manager);
    const last = (await this.chain.lastLink(manager)) ?? anchor ?? GENESIS;
    const signed = head !== undefined && this.isSigned(head);
    const intact =
      head === undefined ? last.seq === 0n : signed && head.seq === last.seq && sameCode(head.chain, last.chain);
    if (intact) return last;
    this.metrics.intact.set(0); // for as long as the process runs: the gap is not mended by going on behind it
    this.log.failure('audit chain does not end where it was left', new Error('audit chain'), { table: 'audit_seal' });
    const seqs = [head?.seq ?? 0n, last.seq];
    return { seq: seqs.reduce((a, b) => (a > b ? a : b)) + 1n, chain: (signed ? head : last).chain };
  }

  private isSigned(head: SignedHead): boolean {
    return sameCode(head.mac, this.codes.head(head));
  }
}
