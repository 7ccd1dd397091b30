import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { notFound, Problem, RequestContext } from '../../platform/http/index.js';
import { type ModelVersionEntity } from './model-version.entity.js';
import type { CheckedModel } from './model-check.worker.js';
import { ModelUpload } from './model-upload.js';
import { ModelsRepository } from './models.repository.js';
import { type ActiveModel, REFERENCE_SUFFIX, ReferenceModels } from './reference-models.js';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

const OTHER_MEASURE = 'The model of this name is of another measure.';

/** A version as it is shown: stored, or shipped. */
export type ShownVersion = Omit<ModelVersionEntity, 'artifact'> & { readonly origin: 'reference' | 'uploaded' };

/** `gsd-mine@3`. */
export const versionName = ({ modelId, version }: Pick<ModelVersionEntity, 'modelId' | 'version'>): string =>
  `${modelId}@${version}`;

/** Models with their versions: upload, promote, roll back, compare. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly repository: ModelsRepository,
    private readonly references: ReferenceModels,
    private readonly uploads: ModelUpload,
    private readonly context: RequestContext,
  ) {}

  /**
   * Adds a version (a candidate). The same artifact again gives the version that is there.
   * @throws Problem when the file is refused, or the name belongs to another measure
   */
  async upload(modelId: string, measure: string, bytes: Uint8Array): Promise<{ row: ShownVersion; created: boolean }> {
    await this.checkName(modelId, measure);
    return this.add(modelId, measure, await this.uploads.check(bytes), sha256(bytes));
  }

  /** @throws Problem `conflict` for a name of a shipped model, or of a model of another measure */
  async checkName(modelId: string, measure: string): Promise<void> {
    if (modelId.endsWith(REFERENCE_SUFFIX)) {
      throw new Problem('conflict', `Names that end in ${REFERENCE_SUFFIX} are those of shipped models.`);
    }
    const [version] = await this.repository.ofModel(modelId);
    if (version && version.measure !== measure) throw new Problem('conflict', OTHER_MEASURE);
  }

  /**
   * Adds a version that was read already, in the transaction under way. The same artifact again gives the version that
   * is there. @throws Problem when the name belongs to another measure
   */
  async add(
    modelId: string,
    measure: string,
    checked: CheckedModel,
    sourceDigest: string,
    createdBy = this.context.actor,
  ): Promise<{ row: ShownVersion; created: boolean }> {
    const { artifact: text, ...facts } = checked;
    const artifact = Buffer.from(text);
    const digest = sha256(artifact);
    await this.repository.lock(measure);
    const by = { createdAt: new Date(), createdBy };
    const model = await this.repository.getOrAdd({ id: modelId, measure, ...by });
    if (model.measure !== measure) throw new Problem('conflict', OTHER_MEASURE);
    const same = await this.repository.byDigest(modelId, digest);
    if (same) return { row: { ...same, origin: 'uploaded' }, created: false };
    const size = artifact.length;
    const order = { modelId, measure, digest, sourceDigest, size, artifact, ...facts, ...by };
    return { row: { ...(await this.repository.addVersion(order)), origin: 'uploaded' }, created: true };
  }

  /** Every version, shipped models included. */
  async list(measure?: string): Promise<ShownVersion[]> {
    await this.references.ready();
    const stored = await this.repository.list(measure);
    const taken = new Set(stored.filter(({ status }) => status === 'active').map((row) => row.measure));
    const shipped = [...this.references.all().values()].filter(
      (model) => measure === undefined || model.measure === measure,
    );
    return [
      ...stored.map((row): ShownVersion => ({ ...row, origin: 'uploaded' })),
      ...shipped.map((model) => this.shown(model, !taken.has(model.measure))),
    ];
  }

  /** Versions of a model, newest first. @throws Problem `not-found` */
  async versions(modelId: string): Promise<ShownVersion[]> {
    await this.references.ready();
    const shipped = this.references.all().get(modelId);
    if (shipped) return [this.shown(shipped, (await this.repository.active(shipped.measure)) === null)];
    const rows = await this.repository.ofModel(modelId);
    if (rows.length === 0) throw notFound('model');
    return rows.map((row) => ({ ...row, origin: 'uploaded' }));
  }

  /** A version: the one asked for, else the active one, else the latest. @throws Problem `not-found` */
  async version(modelId: string, version?: number): Promise<ShownVersion> {
    const rows = await this.versions(modelId);
    if (version === undefined) return rows.find(({ status }) => status === 'active') ?? rows[0];
    const row = rows.find((candidate) => candidate.version === version);
    if (!row) throw notFound('version of the model');
    return row;
  }

  /** Makes a version the one that predictions are made with. @throws Problem `conflict` when it is already */
  async promote(modelId: string, version: number): Promise<{ row: ShownVersion; replaced: string | null }> {
    if (this.references.all().has(modelId)) {
      throw new Problem('conflict', 'A shipped model is active whenever no other is: roll the active one back.');
    }
    const { measure } = await this.version(modelId, version);
    await this.repository.lock(measure);
    const row = await this.stored(modelId, version);
    if (row.status === 'active') throw new Problem('conflict', 'This version is active already.');
    const now = new Date();
    const current = await this.repository.active(measure);
    if (current) await this.repository.setStatus(current, { status: 'retired', retiredAt: now });
    await this.repository.setStatus(row, { status: 'active', promotedAt: now, retiredAt: null });
    const after = await this.stored(modelId, version);
    return { row: { ...after, origin: 'uploaded' }, replaced: current && versionName(current) };
  }

  /**
   * Retires the active version of a model; the one of its measure that was active before is active again, or the
   * shipped one when there was none. @throws Problem `conflict` when no version of the model is active
   */
  async rollBack(modelId: string): Promise<{ from: ShownVersion; to: ShownVersion | null }> {
    const [{ measure }] = await this.versions(modelId);
    await this.repository.lock(measure);
    const current = await this.repository.active(measure);
    if (!current || current.modelId !== modelId || current.promotedAt === null) {
      throw new Problem('conflict', 'No version of this model is active.');
    }
    const before = await this.repository.promotedBefore(measure, current.promotedAt);
    await this.repository.setStatus(current, { status: 'retired', retiredAt: new Date() });
    if (before) await this.repository.setStatus(before, { status: 'active', retiredAt: null });
    const shipped = this.references.forMeasure(measure);
    const to = before ? await this.version(before.modelId, before.version) : shipped ? this.shown(shipped, true) : null;
    return { from: await this.version(modelId, current.version), to };
  }

  private async stored(modelId: string, version: number): Promise<ModelVersionEntity> {
    const row = await this.repository.find(modelId, version);
    if (!row) throw notFound('version of the model');
    return row;
  }

  private shown({ id, version, measure, digest, model, card, ...rest }: ActiveModel, active: boolean): ShownVersion {
    return {
      ...{ modelId: id, version, measure, digest, sourceDigest: digest, card: card as Record<string, unknown> | null },
      ...{ status: active ? 'active' : 'retired', origin: 'reference', size: 0, createdBy: 'system' },
      ...{ format: model.format, library: model.library, notes: [...model.notes] },
      ...{ calibration: rest.calibration, features: [...rest.features] },
      ...{ createdAt: new Date(0), promotedAt: null, retiredAt: null },
    };
  }
}
