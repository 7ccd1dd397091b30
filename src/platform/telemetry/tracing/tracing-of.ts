import type { Environment } from '../../config/index.js';
import { NoTracing, type Tracing } from './tracing.js';

/** Tracing as the settings ask for it. */
export async function tracingOf(environment: Environment): Promise<Tracing> {
  if (environment.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return new NoTracing();
  const { OtlpTracing } = await import('./otlp-tracing.js');
  return new OtlpTracing(environment, environment.OTEL_EXPORTER_OTLP_ENDPOINT);
}
