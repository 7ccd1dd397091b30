import { BroadcastChannel } from 'node:worker_threads';
import {
  benchmarkModels,
  type BenchmarkData,
  type BenchmarkRow,
  modelCard,
  saveModel,
  type ModelCard,
  type OnProgress,
  trainModel,
  TrainingError,
  type TrainingSpec,
  type TrainingTable,
} from '../../core/models/index.js';
import { readTrainingCsv } from './training-csv.js';
import type { TrainingFileSpec } from './training-order.js';
import { type ReferenceModel, trainReferences } from './reference/index.js';

/** What the thread is asked for. */
export type TrainingOrder =
  | { readonly kind: 'reference'; readonly data: BenchmarkData }
  | { readonly kind: 'train'; readonly table: TrainingTable; readonly spec: TrainingSpec }
  | { readonly kind: 'csv'; readonly text: Uint8Array; readonly spec: TrainingFileSpec }
  | {
      readonly kind: 'benchmark';
      readonly data: BenchmarkData;
      readonly seed?: number;
      readonly targets?: readonly string[];
    };

export interface TrainedModel {
  /** Canonical JSON of the model with its card. */
  readonly artifact: string;
  readonly card: ModelCard;
}

interface Answers {
  readonly train: TrainedModel;
  readonly csv: TrainedModel;
  readonly benchmark: readonly BenchmarkRow[];
  readonly reference: readonly ReferenceModel[];
}

export type TrainingAnswer<K extends TrainingOrder['kind']> = Answers[K];

/** Progress of the thread, sent over a channel of its own. */
export interface ThreadProgress {
  readonly what: string;
  readonly stage: string;
  readonly done: number;
}

function listener(channel: BroadcastChannel, what: string): OnProgress {
  let sent = -1;
  return ({ stage, done }) => {
    const percent = Math.floor(done * 100);
    if (percent === sent) return;
    sent = percent;
    channel.postMessage({ what, stage, done } satisfies ThreadProgress);
  };
}

function answer(order: TrainingOrder, channel: BroadcastChannel): TrainingAnswer<TrainingOrder['kind']> {
  if (order.kind === 'benchmark') {
    const { seed, targets } = order;
    return benchmarkModels(order.data, { seed, targets, onProgress: (target) => listener(channel, target) });
  }
  if (order.kind === 'reference') return trainReferences(order.data, (measure) => listener(channel, measure));
  const { measure } = order.spec;
  const { table, spec } =
    order.kind === 'csv' ? readTrainingCsv(new TextDecoder().decode(order.text), order.spec) : order;
  const result = trainModel(table, spec, listener(channel, measure));
  const card = modelCard(result, measure);
  return { artifact: saveModel(result.model, card), card };
}

/** Errors lose their class between threads: a refusal travels as data. */
export type ThreadAnswer = { readonly answer: TrainingAnswer<TrainingOrder['kind']> } | { readonly refused: string };

/** Trains, or runs the public benchmark, in a thread of the pool. */
export default function run(input: { readonly channel: string; readonly order: TrainingOrder }): ThreadAnswer {
  const channel = new BroadcastChannel(input.channel);
  try {
    return { answer: answer(input.order, channel) };
  } catch (error) {
    if (error instanceof TrainingError) return { refused: error.message };
    throw error;
  } finally {
    channel.close();
  }
}
