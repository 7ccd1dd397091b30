import { ModelError } from '../core/models/index.js';
import { FileProblem, readCapped, type ThreadProgress, TrainingSpecProblem } from '../modules/models/index.js';
import { CommandError, note, progress } from './output.js';

/** The bytes of the file an option names. @throws CommandError naming the option */
export async function optionFile(option: string, path: string, maxBytes?: number): Promise<Uint8Array> {
  return readCapped(path, maxBytes).catch((error: unknown) => {
    throw error instanceof FileProblem ? new CommandError(`${option}: ${error.message}`) : error;
  });
}

/** Runs a step on an option's file; what the engine refuses becomes a refusal that names the option. */
export async function refusedAs<T>(option: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ModelError) throw new CommandError(`${option}: ${error.message}`);
    if (error instanceof TrainingSpecProblem) {
      throw new CommandError(error.problems.map((problem) => `${option}: ${problem}`).join('\n'));
    }
    throw error;
  }
}

/** UTF-8 JSON of an option's file. @throws CommandError when it is none */
export function jsonOf(option: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new CommandError(`${option}: not valid JSON (${(error as Error).message})`);
  }
}

/** Progress of a training: every tenth on standard error, each percent on a terminal. */
export function trainingProgress(): (step: ThreadProgress) => void {
  let told = '';
  return ({ what, stage, done }) => {
    const percent = Math.floor(done * 100);
    progress(`${what} ${percent} % ${stage}`);
    const tenth = `${what} ${Math.floor(percent / 10) * 10} %`;
    if (process.stderr.isTTY || told === tenth) return;
    told = tenth;
    note(`${tenth} ${stage}`);
  };
}
