export { calibrate, interpolate, NO_CALIBRATION, type Calibration } from './calibration.js';
