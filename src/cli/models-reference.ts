import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReferenceModel, trainInThread } from '../modules/models/index.js';
import { surveys } from './models-benchmark.js';
import { refusedAs, trainingProgress } from './models-reading.js';
import { withThreads, writeWhole } from './models-train.js';
import { print } from './output.js';

interface ReferenceOptions {
  data: string;
  out: string;
  docs: string;
  json?: boolean;
}

function summary({ measure, artifact, card }: ReferenceModel) {
  const { chosen = 'prior-status', evaluation } = card;
  const bytes = Buffer.byteLength(artifact);
  return { measure, kind: chosen, bytes, auc: evaluation?.auc.auc ?? null, brier: evaluation?.brier ?? null };
}

/** `models reference`: the models that are shipped, and their cards, from the public surveys. */
export async function reference({ data: dir, out, docs, json }: ReferenceOptions): Promise<void> {
  const data = await surveys(dir);
  const onProgress = trainingProgress();
  const models = await refusedAs('--data', () =>
    withThreads((workers) => trainInThread(workers, { kind: 'reference', data }, { onProgress })),
  );
  await mkdir(out, { recursive: true });
  await mkdir(docs, { recursive: true });
  for (const { measure, artifact, text } of models) {
    await writeWhole('--out', join(out, `${measure}.json`), artifact);
    await writeWhole('--docs', join(docs, `${measure}.md`), text);
  }
  const items = models.map(summary);
  print(json, { items }, () =>
    items
      .map(({ measure, kind, bytes, auc }) => `${measure}: ${kind}, ${bytes} bytes, AUC ${auc?.toFixed(3) ?? '–'}`)
      .join('\n'),
  );
}
