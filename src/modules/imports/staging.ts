import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { LineSplitter, RowReader, UnreadableFile } from '../../core/imports/index.js';
import type { ImportFile } from './import-file.js';
import type { ImportTarget } from './import-target.js';
import { stagedTable } from './staging-names.js';

/** What was staged. */
export interface Staged {
  readonly rows: number;
  /** SHA-256 of the text, hexadecimal. */
  readonly digest: string;
}

/** Rows that are read, hashed and staged before the event loop turns: some milliseconds. */
const ROWS_AT_A_TIME = 200;

/** Writes the rows of an upload into a table of their own, through COPY, as they arrive. */
@Injectable()
export class Staging {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /**
   * Inside a transaction: makes the staging table and fills it. When the text breaks off, the transaction fails and
   * nothing is left.
   * @throws UnreadableFile for a header that does not fit, or no rows at all.
   */
  async fill(
    jobId: string,
    text: AsyncIterable<string>,
    reader: RowReader,
    { target, file }: { readonly target: ImportTarget; readonly file: ImportFile },
    lineLimit: number,
  ): Promise<Staged> {
    const table = stagedTable(jobId);
    const columns = [['line', 'integer'], ['problems', 'text[]'], ...target.columns];
    const { tx } = this.host;
    await tx.query('SET LOCAL statement_timeout = 0'); // as long as the upload lasts
    await tx.query(`CREATE TABLE ${table} (${columns.map((column) => column.join(' ')).join(', ')})`);
    const client = (await tx.queryRunner?.connect()) as PoolClient;
    const copy = client.query(copyFrom(`COPY ${table} FROM STDIN`));
    let failure: Error | undefined;
    copy.on('error', (error: Error) => (failure = error));
    const lines = new LineSplitter(lineLimit);
    const hash = createHash('sha256');
    let rows = 0;
    // One piece is staged while the next is read.
    let staging = Promise.resolve('');
    const put = async (buffer: string): Promise<void> => {
      if (failure) throw failure;
      if (buffer !== '' && !copy.write(buffer)) await once(copy, 'drain');
    };
    const write = async (found: ReturnType<LineSplitter['push']>): Promise<void> => {
      for (let from = 0; from < found.length; from += ROWS_AT_A_TIME) {
        const lines = found.slice(from, from + ROWS_AT_A_TIME);
        const read = lines.map((line) => reader.read(line)).filter((row) => row !== undefined);
        rows += read.length;
        const before = staging;
        const next = Promise.resolve(file.stage(read));
        next.catch(() => undefined); // awaited with the next rows, or at the end
        staging = next;
        await put(await before);
        await turn(); // requests come in between
      }
    };
    try {
      for await (const piece of text) {
        hash.update(piece);
        await write(lines.push(piece));
      }
      await write(lines.end());
      await put(await staging);
      if (rows === 0) throw new UnreadableFile('empty-file');
    } catch (error) {
      // The connection is in the middle of COPY: it must be told before it can roll back.
      const ended = new Promise((resolve) => copy.once('error', resolve).once('close', resolve));
      copy.destroy(new Error('the upload failed'));
      await ended;
      throw error;
    }
    const finished = once(copy, 'finish');
    copy.end();
    await finished;
    return { rows, digest: hash.digest('hex') };
  }

  /** Drops what was staged for a job. */
  async drop(jobId: string): Promise<void> {
    await this.host.tx.query(`DROP TABLE IF EXISTS ${stagedTable(jobId)}`);
  }
}
