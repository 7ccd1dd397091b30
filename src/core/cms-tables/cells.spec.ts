import { describe, expect, it } from 'vitest';
import { percentCell, ratingCell, scoreCell, starCell, yesNoCell } from './cells.js';

describe('cells', () => {
  it.each([
    ['76%', '76'],
    ['76 %', '76'],
    ['0.16', '0.16'],
    ['.5', '0.5'],
    ['007', '7'],
    ['-0.121', '-0.121'],
    ['0', '0'],
  ])('score %s is %s', (cell, score) => {
    expect(scoreCell(cell)).toEqual({ score });
  });

  it.each(['', '%', '.', '1,234', 'NaN', '1e3', '4 stars', '- '])('"%s" is no score', (cell) => {
    expect(scoreCell(cell)).toEqual({ text: cell });
  });

  it.each([
    ['4', 4],
    ['4.0', 4],
    ['5 out of 5 stars', 5],
    ['1 star', 1],
    ['0', null],
    ['6', null],
    ['3.5', null],
  ])('star %s is %s', (cell, star) => {
    expect(starCell(cell)).toBe(star);
  });

  it.each([
    ['3.5', 3.5],
    ['3.5 out of 5 stars', 3.5],
    ['5', 5],
    ['5.5', null],
    ['3.7', null],
    ['0', null],
    ['N/A', null],
  ])('rating %s is %s', (cell, rating) => {
    expect(ratingCell(cell)).toBe(rating);
  });

  it('reads yes and no, and percentages up to 100', () => {
    expect(['Yes', 'n', 'maybe'].map(yesNoCell)).toEqual([true, false, null]);
    expect(['0', '31%', '100', '101', 'x'].map(percentCell)).toEqual([0, 31, 100, null, null]);
  });
});
