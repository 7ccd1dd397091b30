/** Where a job stands. The last four are final. */
export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'partially_succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const isFinal = (status: JobStatus): boolean => status !== 'queued' && status !== 'running';
