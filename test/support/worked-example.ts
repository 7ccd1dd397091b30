import { madeUpContract, rules2026 } from './made-up-contract.js';
import type { OptimizationProblem } from '../../src/core/optimization/index.js';

/** The example of docs/optimizer.md: a contract of 3,000 members half a star short, four measures, three interventions. */
export function workedExample(): OptimizationProblem {
  const ruleSet = rules2026();
  const threes = Object.fromEntries(
    ['C03', 'C04', 'C05', 'C06', 'C10', 'C15', 'C16', 'C18', 'C22', 'C23', 'C24', 'C29', 'D08', 'D09'].map((id) => [
      id,
      3 as const,
    ]),
  );
  return {
    ruleSet,
    contract: { ...madeUpContract(ruleSet, 4, threes), contractId: 'H0001' },
    measures: [
      { measureId: 'C14', numerator: 1010, denominator: 1300 },
      { measureId: 'C12', numerator: 600, denominator: 720 },
      { measureId: 'C02', numerator: 1250, denominator: 1900 },
      { measureId: 'D10', numerator: 1240, denominator: 1440 },
    ],
    classes: [
      { id: 'pressure', members: 180, gaps: [{ measureId: 'C14', chance: 0.04 }] },
      {
        id: 'pressure and colon',
        members: 90,
        gaps: [
          { measureId: 'C14', chance: 0.04 },
          { measureId: 'C02', chance: 0.05 },
        ],
        strata: ['low-income'],
      },
      { id: 'sugar', members: 70, gaps: [{ measureId: 'C12', chance: 0.05 }] },
      {
        id: 'sugar and pressure',
        members: 20,
        gaps: [
          { measureId: 'C12', chance: 0.03 },
          { measureId: 'C14', chance: 0.03 },
        ],
        strata: ['low-income'],
      },
      { id: 'colon', members: 460, gaps: [{ measureId: 'C02', chance: 0.05 }] },
      { id: 'statin', members: 150, gaps: [{ measureId: 'D10', chance: 0.1, dueOn: '2026-10-31' }] },
      {
        id: 'statin and sugar',
        members: 20,
        gaps: [
          { measureId: 'D10', chance: 0.1, dueOn: '2026-10-31' },
          { measureId: 'C12', chance: 0.03 },
        ],
      },
    ],
    interventions: [
      {
        code: 'call',
        channel: 'call',
        costCents: 1800,
        amount: 20,
        effects: [
          { measureId: 'C14', success: 0.15 },
          { measureId: 'C02', success: 0.12 },
          { measureId: 'D10', success: 0.25 },
        ],
      },
      {
        code: 'home_kit',
        channel: 'mail',
        costCents: 4500,
        amount: 1,
        leadDays: 30,
        effects: [
          { measureId: 'C02', success: 0.3 },
          { measureId: 'C12', success: 0.2 },
        ],
      },
      {
        code: 'nurse_visit',
        channel: 'home',
        costCents: 14000,
        amount: 60,
        leadDays: 7,
        effects: [
          { measureId: 'C14', success: 0.55 },
          { measureId: 'C12', success: 0.5 },
        ],
      },
    ],
    limits: {
      contactsPerMember: 2,
      channels: [
        { channel: 'call', unit: 'minutes', capacity: [{ amount: 9000 }] },
        { channel: 'home', unit: 'minutes', capacity: [{ through: '2026-09-30', amount: 3600 }, { amount: 7200 }] },
      ],
    },
    objective: { kind: 'cost', targetStars: 4, confidence: 0.9 },
    startsOn: '2026-07-01',
    yearEnd: '2026-12-31',
  };
}
