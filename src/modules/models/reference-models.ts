import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
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
  private paths?: ReadonlyMap<string, string>;
  private readonly held = new Map<string, ActiveModel>();

  /** By id, such as `gsd-reference`. */
  all(): ReadonlyMap<string, ActiveModel> {
    const models = [...this.files().keys()].flatMap((measure) => this.forMeasure(measure) ?? []);
    return new Map(models.map((model) => [model.id, model]));
  }

  /** Reads all of them, one in each turn of the event loop, so that nobody waits for more than one. */
  async ready(): Promise<void> {
    for (const measure of this.files().keys()) {
      if (this.held.has(measure)) continue;
      await turn();
      this.forMeasure(measure);
    }
  }

  /** Read when it is first asked for. */
  forMeasure(measure: string): ActiveModel | undefined {
    const path = this.files().get(measure);
    if (path === undefined) return undefined;
    const model = this.held.get(measure) ?? this.read(measure, path);
    this.held.set(measure, model);
    return model;
  }

  private files(): ReadonlyMap<string, string> {
    this.paths ??= this.found();
    return this.paths;
  }

  private found(): ReadonlyMap<string, string> {
    const folder = shipped();
    const names = existsSync(folder) ? readdirSync(folder).sort() : [];
    return new Map(
      names.flatMap((name): [string, string][] => {
        const measure = NAME.exec(name)?.[1];
        return measure === undefined ? [] : [[measure, join(folder, name)]];
      }),
    );
  }

  private read(measure: string, path: string): ActiveModel {
    const bytes = readFileSync(path);
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { ...loadedModel(bytes), measure, digest, version: 1, id: `${measure.toLowerCase()}${REFERENCE_SUFFIX}` };
  }
}
