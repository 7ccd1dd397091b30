export { JobResponse, toJobResponse } from './dto/job.dto.js';
export {
  type JobContext,
  JobFailure,
  JobInterrupted,
  type JobKind,
  type JobOutcome,
  type JobProgress,
} from './job-kind.js';
export { inLanes } from './in-lanes.js';
export { JobKinds } from './job-kinds.js';
export { JobReaper } from './job-reaper.js';
export { JobWatcher } from './job-watcher.js';
export { JobWorkers } from './job-workers.js';
export { type JobEntity } from './job.entity.js';
export { isFinal, JOB_STATUSES, type JobStatus } from './job-status.js';
export { type JobOrder, Jobs, type JobQuery } from './jobs.js';
export { JobsModule } from './jobs.module.js';
