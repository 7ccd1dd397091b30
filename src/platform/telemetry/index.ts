export { Log, type LogFields } from './log.js';
export { Metrics } from './metrics.js';
export { measureRequests } from './request-metrics.js';
export { TelemetryModule } from './telemetry.module.js';
