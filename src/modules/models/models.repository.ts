import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ModelEntity } from './model.entity.js';
import { ModelVersionEntity } from './model-version.entity.js';

/** A version that is not stored yet. */
export type NewModelVersion = Omit<ModelVersionEntity, 'version' | 'status' | 'promotedAt' | 'retiredAt'>;

/** Which version is active for a measure. */
export interface ActivePointer {
  readonly measure: string;
  readonly modelId: string;
  readonly version: number;
}

/** The tables of models and their versions. Every method joins the transaction under way. */
@Injectable()
export class ModelsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** Changes of a measure's models wait for each other until the transaction ends. */
  async lock(measure: string): Promise<void> {
    await this.transactions.tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('models:' || $1, 0))`, [measure]);
  }

  /** The model of a name; it is added when there is none. */
  async getOrAdd(model: ModelEntity): Promise<ModelEntity> {
    const { tx } = this.transactions;
    await tx.createQueryBuilder().insert().into(ModelEntity).values(model).orIgnore().execute();
    return tx.getRepository(ModelEntity).findOneByOrFail({ id: model.id });
  }

  async addVersion(version: NewModelVersion): Promise<ModelVersionEntity> {
    const versions = this.transactions.tx.getRepository(ModelVersionEntity);
    const last = await versions.findOne({ where: { modelId: version.modelId }, order: { version: 'DESC' } });
    const row: ModelVersionEntity = {
      ...version,
      version: (last?.version ?? 0) + 1,
      ...{ status: 'candidate', promotedAt: null, retiredAt: null },
    };
    await versions.insert(row as never);
    return row;
  }

  find(modelId: string, version: number): Promise<ModelVersionEntity | null> {
    return this.versions.findOneBy({ modelId, version });
  }

  byDigest(modelId: string, digest: string): Promise<ModelVersionEntity | null> {
    return this.versions.findOneBy({ modelId, digest });
  }

  /** Versions of a model, newest first. */
  ofModel(modelId: string): Promise<ModelVersionEntity[]> {
    return this.versions.find({ where: { modelId }, order: { version: 'DESC' } });
  }

  /** Versions of all models, or those of a measure. */
  list(measure?: string): Promise<ModelVersionEntity[]> {
    return this.versions.find({
      where: measure === undefined ? {} : { measure },
      order: { modelId: 'ASC', version: 'DESC' },
    });
  }

  active(measure: string): Promise<ModelVersionEntity | null> {
    return this.versions.findOneBy({ measure, status: 'active' });
  }

  /** Which versions are active, of all measures. */
  async activePointers(): Promise<ActivePointer[]> {
    const found = await this.versions.find({
      where: { status: 'active' },
      select: { measure: true, modelId: true, version: true },
    });
    return found.map(({ measure, modelId, version }) => ({ measure, modelId, version }));
  }

  /** The version that was promoted last before a time and is not active now. */
  async promotedBefore(measure: string, time: Date): Promise<ModelVersionEntity | null> {
    return this.versions
      .createQueryBuilder('v')
      .where(`v.measure = :measure AND v.status = 'retired' AND v.promoted_at < :time`, { measure, time })
      .orderBy('v.promoted_at', 'DESC')
      .getOne();
  }

  async setStatus({ modelId, version }: ModelVersionEntity, change: Partial<ModelVersionEntity>): Promise<void> {
    await this.versions.update({ modelId, version }, change as never);
  }

  async artifact(modelId: string, version: number): Promise<Buffer> {
    const row = await this.versions.findOneOrFail({ where: { modelId, version }, select: { artifact: true } });
    return row.artifact;
  }

  private get versions() {
    return this.transactions.tx.getRepository(ModelVersionEntity);
  }
}
