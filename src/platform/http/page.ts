import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { DeploymentKeys } from '../config/index.js';
import { Problem } from './problem.js';

/** Paging parameters that every list takes. */
export class PageQuery {
  /** Rows in the answer, 1–500. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 50, description: 'Rows in the answer.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 50;

  /** `next` of the page before; absent for the first page. */
  @ApiPropertyOptional({
    type: String,
    maxLength: 2000,
    description: '`next` of the page before; absent for the first page.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}

/** One page of a list in a stable total order. */
export interface Page<T> {
  items: T[];
  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

/** Cursors are signed, so that a position cannot be made up, and name the list they belong to. */
@Injectable()
export class Cursors {
  private readonly key: string;

  constructor(keys: DeploymentKeys) {
    this.key = createHmac('sha256', keys.auditKey).update('cursor').digest('hex');
  }

  private sign(list: string, body: string): Buffer {
    return createHmac('sha256', this.key).update(`${list}\n${body}`).digest().subarray(0, 16);
  }

  encode(list: string, position: readonly unknown[]): string {
    const body = Buffer.from(JSON.stringify(position)).toString('base64url');
    return `${body}.${this.sign(list, body).toString('base64url')}`;
  }

  /** @throws Problem `invalid-cursor` for anything that `encode` did not give out for this list. */
  decode(list: string, cursor: string | undefined): unknown[] | undefined {
    if (cursor === undefined) return undefined;
    const [body = '', signature = ''] = cursor.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(list, body);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Problem('invalid-cursor', 'Use the cursor of a page of this list as it was given out.', [
        { pointer: '?cursor', code: 'invalid-cursor', message: 'This is not a cursor of this list.' },
      ]);
    }
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as unknown[];
  }

  /** Cuts `limit + 1` rows to a page; the surplus row only tells that there is a next page. */
  page<T>(list: string, rows: T[], limit: number, position: (row: T) => readonly unknown[]): Page<T> {
    const items = rows.slice(0, limit);
    const last = items[items.length - 1];
    return { items, next: rows.length > limit && last !== undefined ? this.encode(list, position(last)) : null };
  }
}
