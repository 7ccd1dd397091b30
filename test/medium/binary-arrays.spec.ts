import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bigintArray,
  type DatabaseLocation,
  doubleArray,
  smallintArray,
  textArray,
  timeArray,
  uuidArray,
} from '../../src/platform/database/index.js';
import { query, testDatabase } from '../support/database.js';

describe('arrays in binary form', () => {
  let location: DatabaseLocation;
  beforeAll(async () => {
    location = await testDatabase('empty');
  });
  afterAll(() => location.stop());

  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  const at = new Date('1999-12-31T23:59:59.999Z');
  it.each([
    ['bigint[]', bigintArray, ['9223372036854775807', null, '-9223372036854775808', '0']],
    ['smallint[]', smallintArray, [32767, null, -32768]],
    ['float8[]', doubleArray, [0.1, -0, null, 5e-324, -1.7976931348623157e308, Number.NaN, Number.POSITIVE_INFINITY]],
    ['timestamptz[]', timeArray, [at, null, new Date('2026-02-28T12:34:56.789Z')]],
    ['uuid[]', uuidArray, [id, null, id.toUpperCase()]],
    ['text[]', textArray, ['a', 'a', '', null, '"{,}\\', 'NULL', 'é😀', ' x\n', 'ü']],
  ])('of %s are to the server what they are as a literal', async (type, write, values) => {
    const sql = `SELECT $1::${type} IS NOT DISTINCT FROM $2::${type} AS same`;
    for (const list of [values, values.filter((value) => value !== null)]) {
      const binary = (write as (list: readonly unknown[]) => Buffer)(list);
      expect(await query(location.url, sql, [binary, list])).toEqual([{ same: true }]);
    }
    const binary = (write as (list: readonly unknown[]) => Buffer)([undefined]);
    expect(await query(location.url, `SELECT $1::${type} AS read`, [binary])).toEqual([{ read: [null] }]);
  });

  it.each(['', 'x', id.slice(1), id.replace('0', 'g'), `${id}0`])('have no element for a UUID like "%s"', (text) => {
    expect(() => uuidArray([text])).toThrow(RangeError);
  });
});
