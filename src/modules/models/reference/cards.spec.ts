import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const TRAINED = ['GSD', 'CBP', 'EED', 'SUPD', 'PDC-RASA', 'PDC-STA', 'BCS', 'COL'];
const UNTRAINED = ['KED', 'PDC-DR'];

const cardOf = (measure: string): string => readFileSync(`docs/models/${measure}.md`, 'utf8');

/** Rows of the table under a heading, without its head. */
function tableUnder(card: string, heading: string): string[] {
  const section = card.split(`${heading}\n`)[1]?.split(/\n#+ /)[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
}

const featuresOf = (card: string): string[] => tableUnder(card, '## Features').map((line) => line.split('|')[1].trim());

describe('published cards', () => {
  it.each([...TRAINED, ...UNTRAINED])('%s: data, label, limits, features, race not among them', (measure) => {
    const card = cardOf(measure);
    expect(card).toMatch(/\*\*Data\.\*\* \S.{40}/);
    expect(card).toMatch(/\*\*Label\.\*\* \S.{20}/);
    expect(card.split('## Limits')[1].split('## ')[0].match(/^- /gm)?.length).toBeGreaterThanOrEqual(3);
    expect(featuresOf(card).length).toBeGreaterThan(0);
    expect(featuresOf(card).filter((name) => /race|ethnic|hispan|black|white|asian/i.test(name))).toEqual([]);
  });

  it.each(TRAINED)('%s: every figure, over all and by group', (measure) => {
    const card = cardOf(measure);
    const figures = tableUnder(card, '## Figures').join('\n');
    expect(figures).toMatch(/AUC \(95 % interval\) \| 0\.\d+ \(0\.\d+–[01]\.\d+\)/);
    expect(figures).toMatch(/Brier score \(of the constant\) \| 0\.\d+ \(0\.\d+\)/);
    expect(figures).toMatch(/calibration slope, intercept \(ideal 1, 0\) \| -?\d+\.\d+, -?\d+\.\d+/);
    expect(figures).toMatch(/ECE \(noise level: mean, 95th percentile\) \| 0\.\d+ \(0\.\d+, 0\.\d+\)/);
    expect(figures).toMatch(/lift at the share .* 5 %: \d.* 10 %: \d.* 20 %: \d/);
    for (const by of ['age band', 'race and ethnicity', ...(measure === 'BCS' ? [] : ['sex'])]) {
      const rows = tableUnder(card, `### By ${by}`);
      expect(rows.length, by).toBeGreaterThanOrEqual(2);
      for (const row of rows)
        if (!row.includes('too few to say')) expect(row.match(/\d\.\d+/g)?.length, row).toBeGreaterThanOrEqual(11);
    }
  });

  it.each(UNTRAINED)('%s: last year and a base rate, nothing evaluated', (measure) => {
    const card = cardOf(measure);
    expect(featuresOf(card)).toEqual(['prior_year_gap']);
    expect(card).toMatch(/base rate of a gap is 0\.\d+/);
    expect(card).toContain("last year's status");
    expect(card).toContain('None: nothing was evaluated.');
  });
});
