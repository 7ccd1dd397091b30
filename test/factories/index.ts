export { rawMemberId, strangerHash } from './names.js';
export { type GapRow, insertGaps, insertMembers } from './rows.js';
export { newPrediction } from './predictions.js';
