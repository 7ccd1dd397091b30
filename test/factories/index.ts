export { rawMemberId, strangerHash } from './names.js';
export { type GapRow, insertGaps, insertMembers, insertPredictions, type PredictionRow } from './rows.js';
export { newPrediction } from './predictions.js';
