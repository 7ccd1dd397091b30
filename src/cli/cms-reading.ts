import { type CmsReading, readCmsTables, type TableProblem } from '../core/cms-tables/index.js';
import { CmsFolderError, readCmsFolder } from '../modules/ratings/index.js';
import { CommandError, note, progress } from './output.js';

/** A star year from the command line. */
export function starYearOption(text: string): number {
  const year = Number(text);
  if (!Number.isInteger(year) || year < 2008 || year > 2100) {
    throw new CommandError('--star-year: a year from 2008 to 2100 is expected');
  }
  return year;
}

function line({ severity, file, line: at, column, code, message }: TableProblem): string {
  const place = [file, at === null ? null : `line ${at}`, column].filter((part) => part !== null).join(', ');
  return `${severity}: ${place ? `${place}: ` : ''}${message} [${code}]`;
}

/**
 * The tables of a folder; everything strange in them goes to standard error.
 * @throws CommandError when the folder cannot be read.
 */
export async function readCms(dir: string, starYear: number): Promise<CmsReading> {
  const files = await readCmsFolder(dir).catch((error: unknown) => {
    throw error instanceof CmsFolderError ? new CommandError(`--dir: ${error.message}`) : error;
  });
  const reading = readCmsTables(files, starYear, ({ file, done, total }) =>
    progress(`reading ${done}/${total} ${file}`),
  );
  progress('');
  reading.problems.forEach((problem) => note(line(problem)));
  return reading;
}

/** @throws CommandError when a table, or a part of one, could not be used. */
export function refuseErrors({ problems }: CmsReading): void {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) throw new CommandError(`The tables cannot be used: ${errors} error${errors > 1 ? 's' : ''}.`);
}
