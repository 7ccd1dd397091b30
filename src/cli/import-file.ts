import type { INestApplicationContext } from '@nestjs/common';
import { createReadStream, statSync } from 'node:fs';
import { type ImportKind } from '../core/imports/index.js';
import { type ErrorRow, ImportErrorsRepository, ImportsService } from '../modules/imports/index.js';
import { isFinal, type JobEntity, Jobs, JobWorkers } from '../platform/jobs/index.js';
import { CommandError, progress } from './output.js';

const POLL_MS = 250;
const SHOWN_ERRORS = 100;

/** A file from the command line. */
export interface FileOrder {
  readonly kind: ImportKind;
  readonly file: string;
  readonly contractId?: string;
  readonly year?: number;
  readonly dryRun: boolean;
}

/** What came of it. */
export interface FileReport {
  readonly id: string;
  readonly status: JobEntity['status'];
  readonly errorCode: string | null;
  readonly result: Record<string, unknown> | null;
  /** The first rejected rows. */
  readonly errors: readonly ErrorRow[];
}

/** Format and compression by the file's name: `.csv`, `.ndjson` or `.jsonl`, with `.gz` after it when compressed. */
export function formatOf(file: string): { format: 'csv' | 'ndjson'; gzip: boolean } {
  const found = /\.(csv|ndjson|jsonl)(\.gz)?$/i.exec(file);
  if (!found) throw new CommandError('--file: a name that ends in .csv, .ndjson or .jsonl, or one of them and .gz');
  return { format: found[1]?.toLowerCase() === 'csv' ? 'csv' : 'ndjson', gzip: found[2] !== undefined };
}

/** A bar of thirty places with its share. */
export function bar(what: string, share: number): string {
  const filled = Math.max(0, Math.min(30, Math.round(share * 30)));
  return `${what} [${'#'.repeat(filled)}${' '.repeat(30 - filled)}] ${Math.floor(share * 100)} %`;
}

/** Imports a file and waits for the end of its job, at which this process lends a hand. */
export async function importFile(app: INestApplicationContext, order: FileOrder): Promise<FileReport> {
  const { file, ...rest } = order;
  const format = formatOf(file);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new CommandError('--file: there is no such file, or it cannot be read');
  const stream = createReadStream(file, { highWaterMark: 262_144 });
  stream.on('data', () => progress(bar('sending', size === 0 ? 1 : stream.bytesRead / size)));
  stream.pause();
  const accepted = await app.get(ImportsService).accept({ ...rest, ...format }, stream);
  await app.get(JobWorkers).start();
  const job = await ended(app, accepted.id);
  progress('');
  const errors: ErrorRow[] = [];
  for await (const page of app.get(ImportErrorsRepository).of(job.id)) {
    errors.push(...page.slice(0, SHOWN_ERRORS - errors.length));
    if (errors.length >= SHOWN_ERRORS) break;
  }
  const { id, status, errorCode } = job;
  return { id, status, errorCode, result: job.result as Record<string, unknown> | null, errors };
}

async function ended(app: INestApplicationContext, id: string): Promise<JobEntity> {
  for (;;) {
    const job = await app.get(Jobs).find(id);
    if (isFinal(job.status)) return job;
    progress(bar('merging', job.percent / 100));
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
