export {
  benchmarkModels,
  BOOSTING_MARGIN,
  LOGISTIC_MARGIN,
  type BenchmarkData,
  type BenchmarkOptions,
  type BenchmarkRow,
} from './benchmark.js';
export { parseCsv, type CsvTable } from './csv.js';
export { MEPS_TARGETS, mepsTable, type MepsTarget } from './meps.js';
export { NHANES_TARGETS, nhanesTable, TEST_PERIOD, type Target } from './nhanes.js';
export { nhanesFeatureSpecs } from './nhanes-features.js';
