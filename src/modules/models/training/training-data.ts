import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { EntityManager } from 'typeorm';
import { DeploymentKeys } from '../../../platform/config/index.js';
import { STAGING_SCHEMA } from '../../../platform/database/index.js';

/** Text encrypted at a time. */
const PIECE = 1024 * 1024;
const IV = 12;
const TAG = 16;

const tableOf = (jobId: string): string => `${STAGING_SCHEMA}.training_${jobId.replaceAll('-', '')}`;

/**
 * Training data of a job between upload and training: pieces under AES-256-GCM, with a key that is derived from the
 * deployment's and the job's id, and that the database never sees. Any worker of the deployment can read them; the
 * table goes with the job, however it ends.
 */
@Injectable()
export class TrainingData {
  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly keys: DeploymentKeys,
  ) {}

  /** Inside a transaction: keeps a text while it arrives. @returns its bytes */
  async keep(jobId: string, text: AsyncIterable<string>): Promise<number> {
    const { tx } = this.transactions;
    const table = tableOf(jobId);
    await tx.query('SET LOCAL statement_timeout = 0'); // as long as the upload lasts
    await tx.query(`CREATE TABLE ${table} (place integer NOT NULL, sealed bytea NOT NULL)`);
    let bytes = 0;
    let place = 0;
    let held = '';
    const seal = async (piece: string): Promise<void> => {
      const plain = Buffer.from(piece);
      bytes += plain.length;
      await tx.query(`INSERT INTO ${table} VALUES ($1, $2)`, [place, this.sealed(jobId, place, plain)]);
      place++;
    };
    for await (const piece of text) {
      held += piece;
      if (held.length < PIECE) continue;
      await seal(held);
      held = '';
    }
    if (held !== '') await seal(held);
    return bytes;
  }

  /** The text of a job, as UTF-8. */
  async read(jobId: string): Promise<Uint8Array> {
    const rows: { place: number; sealed: Buffer }[] = await this.transactions.tx.query(
      `SELECT place, sealed FROM ${tableOf(jobId)} ORDER BY place`,
    );
    return Buffer.concat(rows.map(({ place, sealed }) => this.opened(jobId, place, sealed)));
  }

  async drop(manager: EntityManager, jobId: string): Promise<void> {
    await manager.query(`DROP TABLE IF EXISTS ${tableOf(jobId)}`);
  }

  private key(jobId: string): Buffer {
    return createHmac('sha256', this.keys.auditKey).update(`training-data ${jobId}`).digest();
  }

  private sealed(jobId: string, place: number, plain: Buffer): Buffer {
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', this.key(jobId), iv).setAAD(Buffer.from(String(place)));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  }

  private opened(jobId: string, place: number, sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.key(jobId), sealed.subarray(0, IV))
      .setAAD(Buffer.from(String(place)))
      .setAuthTag(sealed.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]);
  }
}
