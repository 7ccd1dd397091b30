import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { type LoadedModel, loadedModel } from './model-facts.js';

/** A model that predictions are made with. */
export interface ActiveModel extends LoadedModel {
  readonly id: string;
  readonly version: number;
  readonly measure: string;
  readonly digest: string;
}

const NAME = /^([A-Z]{2,5}(?:-[A-Z]{2,5})?)\.json$/;

/** Names of reference models end so; nobody else's may. */
export const REFERENCE_SUFFIX = '-reference';

/** The folder of the shipped artifacts, seen from the sources or from the build. */
function shipped(): string {
  const folders = ['../../../models', '../../../../models'].map((up) => fileURLToPath(new URL(up, import.meta.url)));
  return folders.find((folder) => existsSync(join(folder, 'GSD.json'))) ?? folders[0];
}

/** The shipped reference models: used for a measure as long as no other model was promoted. */
@Injectable()
export class ReferenceModels {
  private models?: ReadonlyMap<string, ActiveModel>;

  /** By id, such as `gsd-reference`. */
  all(): ReadonlyMap<string, ActiveModel> {
    this.models ??= new Map(this.read().map((model) => [model.id, model]));
    return this.models;
  }

  forMeasure(measure: string): ActiveModel | undefined {
    return this.all().get(`${measure.toLowerCase()}${REFERENCE_SUFFIX}`);
  }

  private read(): ActiveModel[] {
    const folder = shipped();
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((file) => {
      const measure = NAME.exec(file)?.[1];
      if (measure === undefined) return [];
      const bytes = readFileSync(join(folder, file));
      const digest = createHash('sha256').update(bytes).digest('hex');
      return [
        { ...loadedModel(bytes), measure, digest, version: 1, id: `${measure.toLowerCase()}${REFERENCE_SUFFIX}` },
      ];
    });
  }
}
