export { calibrate, interpolate, NO_CALIBRATION, type Calibration } from './calibration.js';
export {
  fitIntercept,
  fitSlope,
  interceptCalibration,
  isotonicCalibration,
  plattCalibration,
  safeLogit,
} from './fit.js';
