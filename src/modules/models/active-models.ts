import { setImmediate as turn } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { prepareExplainer } from '../../core/models/index.js';
import { DatabaseGate } from '../../platform/database/index.js';
import { HeldState } from '../../platform/spool/index.js';
import { Log } from '../../platform/telemetry/index.js';
import { ActiveModelFiles } from './active-model-files.js';
import { loadedModel } from './model-facts.js';
import { type ActivePointer, ModelsRepository } from './models.repository.js';
import { type ActiveModel, ReferenceModels } from './reference-models.js';

/** Work on tables before the event loop turns. */
const AT_A_TIME_MS = 5;

/** The model of each measure that predictions are made with, held in memory. */
@Injectable()
export class ActiveModels implements OnApplicationBootstrap {
  private loaded = new Map<string, ActiveModel>();
  private readonly warm = new WeakSet<ActiveModel>();
  private readonly warming = new WeakMap<ActiveModel, Promise<void>>();
  private readonly state: HeldState;

  constructor(
    private readonly repository: ModelsRepository,
    private readonly references: ReferenceModels,
    private readonly files: ActiveModelFiles,
    private readonly gate: DatabaseGate,
    private readonly http: HttpAdapterHost,
    private readonly log: Log,
  ) {
    this.state = new HeldState(
      gate,
      () => this.check(),
      () => (this.loaded = this.files.read()),
    );
  }

  /** A service knows its models before the first request asks, so that it can go on without its database. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.http.httpAdapter?.getHttpServer() || this.gate.away) return;
    await this.state
      .readNow()
      .catch((error: unknown) => this.log.failure('the active models could not be read', error));
  }

  /** The promoted model of a measure, else the shipped one; undefined for a measure without either. */
  async find(measure: string): Promise<ActiveModel | undefined> {
    await this.state.refresh();
    const held = this.loaded.get(measure) ?? this.references.forMeasure(measure);
    if (held && !this.warm.has(held)) await this.warmUp(held);
    return held;
  }

  /** The model of every measure that has one. */
  async all(): Promise<ReadonlyMap<string, ActiveModel>> {
    await this.state.refresh();
    await this.references.ready();
    const shipped = [...this.references.all().values()].map((model) => [model.measure, model] as const);
    return new Map([...shipped, ...this.loaded]);
  }

  /** The tables of explanations are made before the first row, a few milliseconds at a time, and once for all who wait. */
  private warmUp(held: ActiveModel): Promise<void> {
    const making = this.warming.get(held) ?? this.explainable(held);
    this.warming.set(held, making);
    return making;
  }

  private async explainable(held: ActiveModel): Promise<void> {
    await turn();
    let since = performance.now();
    const pause = async (): Promise<void> => {
      await turn();
      since = performance.now();
    };
    const isTime = (): boolean => performance.now() - since > AT_A_TIME_MS;
    if (held.model.kind === 'trees') await prepareExplainer(held.model, () => (isTime() ? pause() : undefined));
    this.warm.add(held);
    await turn();
  }

  private async check(): Promise<void> {
    const pointers = await this.repository.activePointers();
    const loaded = new Map<string, ActiveModel>();
    // One after the other: within a transaction they share a connection.
    for (const pointer of pointers) loaded.set(pointer.measure, this.known(pointer) ?? (await this.load(pointer)));
    this.loaded = loaded;
    this.files.keep(this.loaded);
  }

  private known({ measure, modelId, version }: ActivePointer): ActiveModel | undefined {
    const held = this.loaded.get(measure);
    return held?.id === modelId && held.version === version ? held : undefined;
  }

  private async load({ measure, modelId, version }: ActivePointer): Promise<ActiveModel> {
    const row = await this.repository.find(modelId, version);
    const artifact = await this.repository.artifact(modelId, version);
    const digest = row?.digest ?? '';
    this.files.keepArtifact(digest, artifact);
    return { ...loadedModel(artifact), id: modelId, version, measure, digest };
  }
}
