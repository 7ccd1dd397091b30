import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { ApiLogEntity } from '../entities/api-log.entity.js';

/** A stretch of time: by default the last 24 hours. */
export class WindowQuery {
  /**
   * First instant, RFC 3339; by default 24 hours before `to`.
   * @example 2026-01-01T00:00:00Z
   */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  /**
   * First instant that no longer counts, RFC 3339; by default now. At most 31 days after `from`.
   * @example 2026-01-02T00:00:00Z
   */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;

  /** Rows in the answer, 1–500. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 50;
}

/** Which failed requests to list. */
export class ErrorsQuery extends WindowQuery {
  /** `400` for all errors, `500` for the service's own. Requests that the client gave up are in both. */
  @IsOptional()
  @Type(() => Number)
  @IsIn([400, 500])
  fromStatus: number = 400;

  /** `next` of the page before; absent for the first page. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}

/** Figures of one route. Durations in milliseconds, from the request's arrival to the end of its answer. */
export class RouteStatsDto {
  /** HTTP method. */
  method: string;
  /**
   * Template of the route, or `(unmatched)`.
   * @example /api/v1/audit
   */
  route: string;
  /** Number of requests. */
  requests: number;
  /** Answers with a status from 400 to 499. */
  clientErrors: number;
  /** Answers with a status of 500 or more. */
  serverErrors: number;
  /** Requests that the client gave up before the answer was complete. */
  aborted: number;
  /** Median duration. */
  p50: number;
  /** Duration that 95 % stay within. */
  p95: number;
  /** Duration that 99 % stay within. */
  p99: number;
  /** Longest duration. */
  max: number;
}

/** Figures by route, the busiest first. */
export class RouteStatsListDto {
  /** First instant that counts. */
  from: string;
  /** First instant that no longer counts. */
  to: string;
  /** Figures of each route. */
  items: RouteStatsDto[];
}

/** One request. */
export class ApiLogDto {
  /** Id of the row, a UUIDv7. */
  id: string;
  /** When the request arrived, RFC 3339 UTC. */
  occurredAt: string;
  /** HTTP method. */
  method: string;
  /** Template of the route, or `(unmatched)`. */
  route: string;
  /** Status that the client saw; null when it hung up before the answer began. */
  status: number | null;
  /** The client hung up before the answer was complete. */
  aborted: boolean;
  /** Milliseconds from arrival to the end of the answer. */
  durationMs: number;
  /** Who asked; null when unknown. */
  actor: string | null;
  /** Id of the request, as the client saw it. */
  requestId: string;
  /** Contract that the request was about; null when none or several. */
  contractId: string | null;
}

/** Requests of a stretch of time. */
export class ApiLogPageDto {
  /** First instant that counts. */
  from: string;
  /** First instant that no longer counts. */
  to: string;
  /** Requests. */
  items: ApiLogDto[];
  /** Cursor of the next page; null when there is none. */
  next: string | null;
}

export function toApiLogEntry(row: ApiLogEntity): ApiLogDto {
  const { id, occurredAt, method, route, status, aborted, durationMs, actor, requestId, contractId } = row;
  const facts = { method, route, status, aborted, durationMs, actor, requestId, contractId };
  return { id, occurredAt: occurredAt.toISOString(), ...facts };
}
