import { Injectable } from '@nestjs/common';
import { OfflineState } from '../../platform/offline/index.js';
import { loadedModel } from './model-facts.js';
import type { ActiveModel } from './reference-models.js';

const STATE = 'models';
const fileOf = (digest: string): string => `model-${digest}`;

interface Kept {
  readonly measure: string;
  readonly id: string;
  readonly version: number;
  readonly digest: string;
}

/** The promoted models on this instance's disk, so that predictions go on while the database is away. */
@Injectable()
export class ActiveModelFiles {
  private present: string | undefined;

  constructor(private readonly offline: OfflineState) {}

  /** Keeps which versions are active; without any promoted one, that is kept too. */
  keep(models: ReadonlyMap<string, ActiveModel>): void {
    const kept = [...models.values()].map(({ measure, id, version, digest }): Kept => ({
      measure,
      id,
      version,
      digest,
    }));
    const text = JSON.stringify(kept);
    if (text === this.present) return;
    this.present = text;
    this.offline.keep(STATE, () => text, 0);
    this.offline.prune('model-', new Set(kept.map(({ digest }) => fileOf(digest))));
  }

  keepArtifact(digest: string, artifact: Buffer): void {
    this.offline.keep(fileOf(digest), () => artifact, 0);
  }

  /** The models that were active last; those whose file cannot be trusted are left out. */
  read(): Map<string, ActiveModel> {
    const kept = JSON.parse(this.offline.read(STATE)?.toString() ?? '[]') as Kept[];
    const models = kept.flatMap((facts): [string, ActiveModel][] => {
      const artifact = this.offline.read(fileOf(facts.digest));
      return artifact ? [[facts.measure, { ...loadedModel(artifact), ...facts }]] : [];
    });
    return new Map(models);
  }
}
