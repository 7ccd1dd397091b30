import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditCodes, ChainRepository } from '../chain/index.js';
import type { LogArchiveEntity } from '../entities/log-archive.entity.js';
import { LineReader } from './archive-file.js';
import { type ArchiveFault, ArchivedChain } from './archived-chain.js';
import { type ArchivedRow, archivedRow } from './archived-row.js';
import { ArchiveRegister } from './archive-register.js';
import { LogArchiver } from './log-archiver.js';
import { isGenuine, type Manifest, manifestOf, readManifest } from './manifest.js';

/** What came of checking the archives. */
export interface ArchiveVerification {
  readonly ok: boolean;
  /** Archives that are registered. */
  readonly files: number;
  /** Rows that were read in them. */
  readonly rows: number;
  /** Links of the chain that follow one from the other without a gap, up to the last cut. */
  readonly links: number;
  readonly faults: readonly ArchiveFault[];
}

/** One archive of the trail, read row by row in the order of the chain. */
interface OpenArchive {
  readonly file: string;
  readonly rows: AsyncGenerator<ArchivedRow>;
  head: ArchivedRow;
}

/**
 * Reads every registered archive: digests, signed manifests, number of rows; for the trail also each row's code and the
 * chain over the rows of all files, from the first archived link to the last cut. Memory does not grow with the files.
 */
@Injectable()
export class ArchiveVerifier {
  constructor(
    private readonly dataSource: DataSource,
    private readonly archiver: LogArchiver,
    private readonly register: ArchiveRegister,
    private readonly chain: ChainRepository,
    private readonly codes: AuditCodes,
  ) {}

  /** @param dir folder of the archives, when they are not in the configured one. */
  async verify(dir = this.archiver.dir): Promise<ArchiveVerification> {
    const registered = await this.register.all();
    const anchors = await this.chain.anchors(this.dataSource.manager);
    const walk = new ArchivedChain(this.codes, anchors);
    let rows = 0;
    for (const entry of registered.filter(({ source }) => source === 'api_logs')) {
      const lines = this.lines(dir, entry, walk);
      while ((await lines.next()).done !== true) rows += 1;
    }
    const trail = registered.filter(({ source }) => source === 'audit_log');
    for await (const [file, row] of this.inOrder(dir, trail, walk)) {
      walk.step(file, row);
      rows += 1;
    }
    await walk.finish((seqs) => this.register.chainAt(seqs));
    const { faults, links } = walk;
    return { ok: faults.length === 0, files: registered.length, rows, links, faults };
  }

  /** The lines of one archive; what is wrong with the file itself is noted, never thrown. */
  private async *lines(dir: string, entry: LogArchiveEntity, walk: ArchivedChain): AsyncGenerator<string> {
    const { file } = entry;
    const manifest = await readManifest(dir, manifestOf(file));
    if (!manifest) walk.fault(file, 'absent');
    else if (!isGenuine(manifest, this.codes) || !describes(manifest, entry)) walk.fault(file, 'manifest');
    const reader = new LineReader(join(dir, file));
    try {
      yield* reader.lines();
    } catch (error) {
      const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!absent || manifest) walk.fault(file, absent ? 'absent' : 'unreadable');
      walk.interrupted();
      return;
    }
    const facts = reader.facts();
    const whole = facts.sha256 === entry.sha256.toString('hex') && facts.rows === Number(entry.rowCount);
    if (!whole || (manifest && facts.contentSha256 !== manifest.contentSha256)) walk.fault(file, 'digest');
  }

  private async *rows(dir: string, entry: LogArchiveEntity, walk: ArchivedChain): AsyncGenerator<ArchivedRow> {
    for await (const line of this.lines(dir, entry, walk)) {
      try {
        yield archivedRow(line);
      } catch {
        walk.fault(entry.file, 'row');
      }
    }
  }

  /** Merges files that are each in the order of the chain; a file is opened when its first link is reached. */
  private async *inOrder(
    dir: string,
    entries: readonly LogArchiveEntity[],
    walk: ArchivedChain,
  ): AsyncGenerator<readonly [string, ArchivedRow]> {
    const waiting = [...entries].sort((a, b) => Number(BigInt(a.firstSeq ?? 0) - BigInt(b.firstSeq ?? 0)));
    let open: OpenArchive[] = [];
    for (;;) {
      const least = open.reduce<OpenArchive | undefined>(
        (best, one) => (best && best.head.link.seq <= one.head.link.seq ? best : one),
        undefined,
      );
      const next = waiting[0];
      if (next && (!least || BigInt(next.firstSeq ?? 0) <= least.head.link.seq)) {
        waiting.shift();
        const rows = this.rows(dir, next, walk);
        const first = await rows.next();
        if (first.done !== true) open.push({ file: next.file, rows, head: first.value });
        continue;
      }
      if (!least) return;
      yield [least.file, least.head];
      const following = await least.rows.next();
      if (following.done === true) open = open.filter((one) => one !== least);
      else least.head = following.value;
    }
  }
}

function describes(manifest: Manifest, entry: LogArchiveEntity): boolean {
  return (
    manifest.file === entry.file &&
    manifest.sha256 === entry.sha256.toString('hex') &&
    manifest.rows === Number(entry.rowCount) &&
    manifest.firstSeq === entry.firstSeq &&
    manifest.lastSeq === entry.lastSeq
  );
}
