import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ModelCard } from '../core/models/index.js';
import { checkTrainingSpec, DATA_LIMITS, readTrainingCsv, trainInThread } from '../modules/models/index.js';
import { WorkerPool } from '../platform/workers/index.js';
import { jsonOf, optionFile, refusedAs, trainingProgress } from './models-reading.js';
import { CommandError, print, progress } from './output.js';

interface TrainOptions {
  data: string;
  spec: string;
  out?: string;
  json?: boolean;
}

/** Runs work with threads, which are ended afterwards. */
export async function withThreads<T>(work: (workers: WorkerPool) => Promise<T>): Promise<T> {
  const workers = new WorkerPool();
  try {
    return await work(workers);
  } finally {
    progress('');
    await workers.onApplicationShutdown();
  }
}

/** Writes a file as a whole: beside it first, then in its place. @throws CommandError when it cannot be written */
export async function writeWhole(option: string, path: string, content: string): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    await writeFile(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw new CommandError(`${option}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}

function text(card: ModelCard): string {
  const { measure, reason, window, evaluatedOn, candidates } = card;
  const lines = candidates.map(({ kind, setting, evaluation: e }) =>
    e === null
      ? `${kind}: not evaluated`
      : `${kind} (${setting}): AUC ${e.auc.auc.toFixed(3)} (${e.auc.low.toFixed(3)}–${e.auc.high.toFixed(3)}), ` +
        `Brier ${e.brier.toFixed(4)} (constant ${e.brierConstant.toFixed(4)}), log loss ${e.logLoss.toFixed(4)}, ` +
        `ECE ${e.ece.ece.toFixed(3)} (noise ${e.ece.noise.toFixed(3)})`,
  );
  return [
    `${measure}: trained on ${window.rows} rows with ${window.events} gaps, periods ${window.from} to ${window.to}`,
    reason,
    `Figures on ${evaluatedOn}:`,
    ...lines,
  ].join('\n');
}

/** `models train`: a model of a gap's probability from a table, in a thread of its own. */
export async function train({ data, spec: specPath, out, json }: TrainOptions): Promise<void> {
  const specBytes = await optionFile('--spec', specPath);
  const fileSpec = await refusedAs('--spec', () => checkTrainingSpec(jsonOf('--spec', specBytes)));
  const csv = new TextDecoder().decode(await optionFile('--data', data, DATA_LIMITS.maxBytes));
  const { table, spec } = await refusedAs('--data', () => readTrainingCsv(csv, fileSpec));
  const onProgress = trainingProgress();
  const { artifact, card } = await refusedAs('--data', () =>
    withThreads((workers) => trainInThread(workers, { kind: 'train', table, spec }, { onProgress })),
  );
  if (out !== undefined) await writeWhole('--out', out, artifact);
  print(json, card, () => `${text(card)}${out === undefined ? '' : `\nWritten: ${out}`}`);
}
