import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Environment } from '../../../platform/config/index.js';
import type { Partition, PartitionedTable } from '../../../platform/database/index.js';
import { makeFolder, syncFolder } from '../../../platform/files/index.js';
import { AuditCodes } from '../chain/index.js';
import { factsOfFile, type FileFacts, writeLines } from './archive-file.js';
import { type PartitionFacts, partitionFacts, partitionLines } from './archive-statements.js';
import { archiveNames, isGenuine, type Manifest, readManifest, signed, writeManifest } from './manifest.js';

/** What was read back is not what was written. */
class ArchiveDamaged extends Error {
  override name = 'ArchiveDamaged';
}

const sameFile = (a: FileFacts, b: FileFacts): boolean =>
  a.rows === b.rows && a.bytes === b.bytes && a.sha256 === b.sha256 && a.contentSha256 === b.contentSha256;

/** Writes months of the logs to files before they are dropped. A finished file is never written to again. */
@Injectable()
export class LogArchiver {
  /** Folder of the archives. */
  readonly dir: string;

  constructor(
    environment: Environment,
    private readonly codes: AuditCodes,
  ) {
    this.dir = resolve(environment.ARCHIVE_DIR ?? join(environment.DATA_DIR, 'archive'));
  }

  /**
   * Writes a partition to a file, reads it back, and puts a signed manifest beside it; both are on the disk afterwards.
   * One caller at a time.
   * @returns its manifest; null for a partition without rows; undefined when rows of the trail are not sealed yet.
   * @throws Error when the archive cannot be written: nothing may be dropped then.
   */
  async archive(
    manager: EntityManager,
    source: PartitionedTable,
    partition: Partition,
    now: Date,
  ): Promise<Manifest | null | undefined> {
    await makeFolder(this.dir);
    const temporary = join(this.dir, `${partition.name}.part`);
    try {
      const written = await this.snapshot(manager, source, partition, temporary);
      if (!('file' in written)) return written.rows === 0 ? null : undefined;
      if (!sameFile(await factsOfFile(temporary), written.file)) throw new ArchiveDamaged('the archive differs');
      const { firstSeq, lastSeq } = written.partition;
      const month = partition.name.slice(-7).replace('_', '-');
      const facts = { source, month, firstSeq, lastSeq, archivedAt: now.toISOString(), ...written.file };
      return await this.keep(temporary, partition.name, facts);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  private snapshot(
    manager: EntityManager,
    source: PartitionedTable,
    { name }: Partition,
    path: string,
  ): Promise<{ file: FileFacts; partition: PartitionFacts } | { rows: number }> {
    return manager.transaction('REPEATABLE READ', async (snapshot) => {
      await snapshot.query('SET TRANSACTION READ ONLY');
      await snapshot.query(`SET LOCAL statement_timeout = 0`);
      await snapshot.query(`SET LOCAL timezone = 'UTC'`);
      const partition = await partitionFacts(snapshot, source, name);
      if (partition.rows === 0 || partition.unsealed > 0) return { rows: partition.rows };
      return { file: await writeLines(path, partitionLines(snapshot, source, name)), partition };
    });
  }

  /** Gives the file its name, or finds the same content there already: a run that ended before the drop left it. */
  private async keep(
    temporary: string,
    partition: string,
    facts: Omit<Manifest, 'file' | 'format' | 'mac'>,
  ): Promise<Manifest> {
    for (let part = 1; ; part++) {
      const names = archiveNames(partition, part);
      const known = await readManifest(this.dir, names.manifest);
      if (known === undefined) {
        const manifest = signed({ ...facts, file: names.file }, this.codes);
        await rename(temporary, join(this.dir, names.file));
        await writeManifest(this.dir, names.manifest, manifest);
        await syncFolder(this.dir);
        return manifest;
      }
      if (known.contentSha256 !== facts.contentSha256 || !isGenuine(known, this.codes)) continue;
      const present = await factsOfFile(join(this.dir, names.file)).catch(() => undefined);
      if (present && sameFile(present, known)) return known;
    }
  }
}
