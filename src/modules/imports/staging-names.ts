import { STAGING_SCHEMA } from '../../platform/database/index.js';

const table = (prefix: string, jobId: string): string => `${STAGING_SCHEMA}.${prefix}_${jobId.replaceAll('-', '')}`;

/** Table with the rows of an import as they arrived, ids hashed. */
export const stagedTable = (jobId: string): string => table('rows', jobId);

/** Table with the judged rows, made and dropped in the transaction that merges them. */
export const checkedTable = (jobId: string): string => table('checked', jobId);
