import { Type } from 'class-transformer';
import { IsNumber, IsOptional, IsString, IsUrl, Matches, Max, Min } from 'class-validator';
import { LoadSettings } from './load-settings.js';

/** Settings of OpenTelemetry traces, under the names that OpenTelemetry gives them. */
export class TraceSettings extends LoadSettings {
  /** Where spans are sent (OTLP over HTTP); `/v1/traces` is added. Unset: nothing is traced. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  /** Headers of that endpoint, such as `authorization=Bearer%20…`, separated by commas. */
  @IsOptional()
  @IsString()
  @Matches(/^[^=,\s]+=[^,]*(,[^=,\s]+=[^,]*)*$/)
  OTEL_EXPORTER_OTLP_HEADERS?: string;

  /** Name of the service in its traces. */
  @IsString()
  OTEL_SERVICE_NAME = 'star-rating-optimizer';

  /** Share of traces that are sent, 0–1; a caller's `traceparent` decides for its own. */
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  OTEL_TRACES_SAMPLER_ARG = 1;
}
