import { describe, expect, it } from 'vitest';
import { Appointments } from './appointments.js';

describe('appointments for those who are turned away', () => {
  it('follow each other at the present pace, behind those who wait', () => {
    const appointments = new Appointments();
    const given = Array.from({ length: 1000 }, () => appointments.next(0, 200, 100));
    expect([given[0], given.at(-1)]).toEqual([2, 12]);
    for (const second of [4, 8, 11]) expect(given.filter((each) => each === second)).toHaveLength(100);
  });

  it('stay ahead when somebody is turned away again, and are near again after a calm', () => {
    const appointments = new Appointments();
    for (let i = 0; i < 1000; i++) appointments.next(0, 0, 100);
    expect(appointments.next(4000, 0, 100)).toBe(7);
    expect(appointments.next(60_000, 0, 100)).toBe(1);
  });

  it('are never later than half a minute: beyond, all times are given once more', () => {
    const appointments = new Appointments();
    const given = Array.from({ length: 6000 }, () => appointments.next(0, 0, 100));
    expect(Math.max(...given)).toBe(30);
    expect(Math.min(...given)).toBe(1);
    for (const second of [5, 15, 25]) expect(given.filter((each) => each === second)).toHaveLength(200);
    expect(appointments.next(0, 1000, 0.1)).toBe(30);
  });
});
