import { join } from 'node:path';
import { existsSync } from 'node:fs';
import type { BenchmarkRow } from '../core/models/index.js';
import { trainInThread } from '../modules/models/index.js';
import { optionFile, refusedAs, trainingProgress } from './models-reading.js';
import { withThreads } from './models-train.js';
import { CommandError, note, print } from './output.js';

/** File names of the public surveys. */
export const SURVEYS = { nhanes: 'nhanes_adults_2005_2020.csv', meps: 'meps2015_private_41plus.csv' } as const;

interface BenchmarkCommand {
  data: string;
  targets?: string[];
  json?: boolean;
}

/** Texts of the surveys of a folder; one may be absent, which is said. @throws CommandError when both are */
export async function surveys(dir: string): Promise<{ nhanes?: string; meps?: string }> {
  const read = async (name: string): Promise<string | undefined> => {
    const path = join(dir, name);
    if (existsSync(path)) return new TextDecoder().decode(await optionFile('--data', path));
    note(`left out: ${name} is not in the folder`);
    return undefined;
  };
  const data = { nhanes: await read(SURVEYS.nhanes), meps: await read(SURVEYS.meps) };
  if (data.nhanes === undefined && data.meps === undefined) {
    throw new CommandError(`--data: the folder has neither ${SURVEYS.nhanes} nor ${SURVEYS.meps}`);
  }
  return data;
}

const auc = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

function line(row: BenchmarkRow): string {
  const { target, testRows, baseline, logisticAuc, boostingAuc, logisticMeets, boostingMeets } = row;
  const verdict = (ok: boolean | null): string => (ok === null ? '' : ok ? ' ok' : ' BELOW');
  return [
    target.padEnd(20),
    String(testRows).padStart(5),
    `logistic ${auc(logisticAuc)} (${auc(baseline.logisticAuc)})${verdict(logisticMeets)}`,
    `boosting ${auc(boostingAuc)} (${auc(baseline.boostingAuc)})${verdict(boostingMeets)}`,
  ].join('  ');
}

/** `models benchmark`: own trainers on the public surveys, beside the published figures. */
export async function benchmark({ data: dir, targets, json }: BenchmarkCommand): Promise<void> {
  const data = await surveys(dir);
  const onProgress = trainingProgress();
  const rows = await refusedAs('--data', () =>
    withThreads((workers) => trainInThread(workers, { kind: 'benchmark', data, targets }, { onProgress })),
  );
  if (rows.length === 0) throw new CommandError('--targets: none of them is known');
  const ok = rows.every(({ logisticMeets, boostingMeets }) => logisticMeets && boostingMeets !== false);
  print(json, { ok, rows }, () => rows.map(line).join('\n'));
  if (!ok) throw new CommandError('A trainer is below its bar.');
}
