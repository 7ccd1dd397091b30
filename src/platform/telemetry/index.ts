export { Log, type LogFields } from './log.js';
export { TelemetryModule } from './telemetry.module.js';
