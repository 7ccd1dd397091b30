export { CutPointForecastsService } from './cut-points/cut-point-forecasts.service.js';
export type { MeasureForecastEntry } from './ledger/forecast.entity.js';
export { ForecastLedger, type LedgerEntry, type LedgerScore } from './ledger/forecast-ledger.js';
export { ScenarioRefused, SimulationRunner } from './simulation-runner.js';
export { SimulationsModule } from './simulations.module.js';
export { ScenarioRunner, type ScenarioRunAnswer } from './scenario-runner.js';
export { RevenueDto } from './dto/revenue.dto.js';
