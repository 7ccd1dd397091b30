export { DATA_LIMITS, FileProblem, readCapped } from './model-file.js';
export { cardText, type ReferenceCard, type ReferenceModel } from './reference/index.js';
export { readTrainingCsv } from './training-csv.js';
export { checkTrainingSpec, type TrainingFileSpec, TrainingSpecProblem } from './training-order.js';
export { type ThreadOptions, trainInThread } from './training-thread.js';
export type { ThreadProgress, TrainedModel } from './training.worker.js';
