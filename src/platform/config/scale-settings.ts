import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { JobSettings } from './job-settings.js';

const POSTGRES_URL = /^postgres(ql)?:\/\/.+/;

const asList = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(/[\s,]+/).filter((part) => part !== '') : value;

/** Settings of a service that runs as several instances: replicas, Redis, the cache. */
export class ScaleSettings extends JobSettings {
  /** Streaming replicas for worklists, history and analytics: URLs of the application's role, with commas between. */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(16)
  @Matches(POSTGRES_URL, { each: true, message: 'each must be a postgres:// URL' })
  DATABASE_REPLICA_URLS?: string[];

  /** A replica further behind than this is left out, and the primary answers, in milliseconds. */
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  DATABASE_REPLICA_MAX_LAG_MS = 5000;

  /** Redis that instances share their cache and rate limits through; unset: memory and PostgreSQL. */
  @IsOptional()
  @Matches(/^rediss?:\/\/.+/)
  REDIS_URL?: string;

  /** Longest time that a cached answer is given although the data has changed elsewhere, in seconds; 0: no cache. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(300)
  CACHE_SECONDS = 3;

  /** Answers kept in memory where there is no Redis. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  CACHE_ENTRIES = 1000;
}
