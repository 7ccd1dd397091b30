import {
  interceptCalibration,
  isotonicCalibration,
  NO_CALIBRATION,
  plattCalibration,
  type Calibration,
} from '../calibration/index.js';
import { sigmoid } from '../link.js';
import { MIN_PLATT_EVENTS, MIN_TRAINING_EVENTS, type TrainingSpec } from './spec.js';
import type { TrainingTable } from './table.js';

function fewest(label: ArrayLike<number>, rows: readonly number[]): number {
  const events = rows.filter((row) => label[row] === 1).length;
  return Math.min(events, rows.length - events);
}

/** Rows of the latest period if it has events enough, all rows otherwise: drift moves the intercept first. */
function calibrationRows(table: TrainingTable): number[] {
  const all = Array.from({ length: table.label.length }, (_, i) => i);
  const last = Math.max(...new Set(Array.from(table.period)));
  const recent = all.filter((row) => table.period[row] === last);
  return fewest(table.label, recent) >= MIN_TRAINING_EVENTS ? recent : all;
}

/** Fits the calibration of a model on margins of rows its fold did not see. */
export function calibrationOf(
  table: TrainingTable,
  outOfFold: Float64Array,
  wanted: TrainingSpec['calibration'] = 'auto',
): Calibration {
  const rows = calibrationRows(table);
  const margin = rows.map((row) => outOfFold[row]);
  const label = rows.map((row) => table.label[row]);
  const enough = fewest(table.label, rows) >= MIN_PLATT_EVENTS;
  switch (wanted === 'auto' ? (enough ? 'platt' : 'intercept-only') : wanted) {
    case 'none':
      return NO_CALIBRATION;
    case 'platt':
      return plattCalibration(margin, label);
    case 'isotonic':
      return isotonicCalibration(margin.map(sigmoid), label);
    case 'intercept-only':
      return interceptCalibration(margin, label);
  }
}
