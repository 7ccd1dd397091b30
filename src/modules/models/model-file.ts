import { open } from 'node:fs/promises';
import { DEFAULT_MODEL_LIMITS, type ModelLimits } from '../../core/models/index.js';

/** A model, oracle or data file that cannot be read; the message says why and never shows its content. */
export class FileProblem extends Error {
  override name = 'FileProblem';
}

/**
 * The bytes of a file. Its size is checked before any of it is read.
 * @throws FileProblem when there is no such file, it is no regular file, or it is above the cap
 */
export async function readCapped(path: string, maxBytes = DEFAULT_MODEL_LIMITS.maxBytes): Promise<Uint8Array> {
  const file = await open(path, 'r').catch(() => {
    throw new FileProblem('there is no such file, or it cannot be read');
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new FileProblem('it is not a file');
    if (stat.size > maxBytes) throw new FileProblem(`it has ${stat.size} bytes; at most ${maxBytes} are taken`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Caps for tables and oracles: larger than for models, as rows are many. */
export const DATA_LIMITS: Pick<ModelLimits, 'maxBytes'> = { maxBytes: 1024 * 1024 * 1024 };
