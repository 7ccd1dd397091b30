export { logAnswers } from './log-answers.js';
export { Log, type LogFields } from './log.js';
export { Metrics } from './metrics.js';
export { measureRequests } from './request-metrics.js';
export { Sample } from './sample.js';
export { TelemetryModule } from './telemetry.module.js';
