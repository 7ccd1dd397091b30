import { describe, expect, it } from 'vitest';
import { HighsSolver } from './index.js';

// max 3a + 5b with a + 2b ≤ 7 and 3a + b ≤ 9: whole numbers give another point than the linear program.
const data = {
  columns: 2,
  rows: 2,
  costs: Float64Array.of(-3, -5),
  colLower: Float64Array.of(0, 0),
  colUpper: Float64Array.of(Infinity, Infinity),
  rowLower: Float64Array.of(-Infinity, -Infinity),
  rowUpper: Float64Array.of(7, 9),
  starts: Int32Array.of(0, 2, 4),
  indices: Int32Array.of(0, 1, 0, 1),
  values: Float64Array.of(1, 3, 2, 1),
};

describe('the solver', async () => {
  const solver = await HighsSolver.load();

  it('solves a linear program with the prices of its rows, and again after a change', () => {
    const program = solver.open(data);
    const first = program.solve();
    expect(first.status).toBe('optimal');
    expect(first.objective).toBeCloseTo(-18.6, 9);
    expect([...first.rowDuals]).toEqual([expect.closeTo(-2.4, 9), expect.closeTo(-0.2, 9)]);
    program.setRowLimits(0, -Infinity, 8);
    expect(program.solve().objective).toBeCloseTo(-21, 9);
    program.setCosts(Float64Array.of(-1, 0));
    expect(program.solve().objective).toBeCloseTo(-3, 9);
    program.setColumnLimits(0, 0, 1);
    expect(program.solve().objective).toBeCloseTo(-1, 9);
    program.addRow(-Infinity, 0.5, Int32Array.of(0), Float64Array.of(1));
    expect(program.solve().objective).toBeCloseTo(-0.5, 9);
    program.close();
  });

  it('solves a whole-number program from a start, with a proven bound', () => {
    const program = solver.open({ ...data, whole: Uint8Array.of(1, 1) });
    program.setStart(Float64Array.of(1, 3));
    const { status, objective, bound, values } = program.solve({ seconds: 10, relativeGap: 0 });
    program.close();
    expect({ status, objective, bound }).toEqual({ status: 'optimal', objective: -18, bound: -18 });
    expect([...(values ?? [])]).toEqual([1, 3]);
  });

  it('says that a program has no solution', () => {
    const program = solver.open({ ...data, rowLower: Float64Array.of(8, -Infinity) });
    expect(program.solve()).toMatchObject({ status: 'infeasible', values: null, bound: -Infinity });
    program.close();
  });
});
