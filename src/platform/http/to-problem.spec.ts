import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { Problem } from './problem.js';
import { isDatabaseAway, toProblem } from './to-problem.js';

const SECRET = 'M123456789';

/** An error of the server as the adapter hands it on: wrapped, with itself as the cause. */
function wrapped(code: string, statusCode: number): HttpException {
  const cause = Object.assign(new Error(SECRET), { code, statusCode });
  return new HttpException(cause.message, statusCode, { cause });
}

describe('the refusal that a client sees', () => {
  it('is the problem itself where the code threw one', () => {
    const problem = new Problem('conflict', 'x');
    expect(toProblem(problem)).toBe(problem);
  });

  it.each([
    ['FST_ERR_CTP_INVALID_JSON_BODY', 400, 'malformed-json'],
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 'body-too-large'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 'unsupported-media-type'],
    ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400, 'bad-request'],
    ['FST_ERR_OTHER', 408, 'request-timeout'],
    ['FST_ERR_OTHER', 418, 'bad-request'],
  ])('%s (%i) is %s, wrapped or not', (code, status, expected) => {
    const error = wrapped(code, status);
    expect(toProblem(error).code).toBe(expected);
    expect(toProblem(error.cause).code).toBe(expected);
    expect(toProblem(error).detail).not.toContain(SECRET);
  });

  it.each([
    [new BadRequestException(SECRET), 'bad-request'],
    [new NotFoundException(SECRET), 'not-found'],
    [new HttpException(SECRET, 429), 'too-many-requests'],
    [new HttpException(SECRET, 418), 'bad-request'],
    [new HttpException(SECRET, 502), 'internal-error'],
    [new Error(SECRET), 'internal-error'],
    [Object.assign(new Error(SECRET), { statusCode: 503 }), 'internal-error'],
    [SECRET, 'internal-error'],
    [null, 'internal-error'],
  ])('%s is a problem that repeats nothing', (error, expected) => {
    const problem = toProblem(error);
    expect(problem.code).toBe(expected);
    expect(problem.detail).not.toContain(SECRET);
  });

  it.each([
    { code: 'ECONNREFUSED' },
    { code: '57P01' },
    { message: 'Connection terminated unexpectedly' },
    { driverError: { code: '08006' } },
  ])('%j means that the database is away: 503, come back', (error) => {
    expect(isDatabaseAway(error)).toBe(true);
    expect(toProblem(error)).toMatchObject({ code: 'unavailable', headers: { 'retry-after': '5' } });
  });

  it('an error of the data is no absence of the database', () => {
    expect(isDatabaseAway({ code: '23505', message: 'duplicate key' })).toBe(false);
  });
});
