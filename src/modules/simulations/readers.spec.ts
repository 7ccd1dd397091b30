import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../test/support/made-up-contract.js';
import { Problem } from '../../platform/http/index.js';
import { readChanges } from './change-reader.js';
import type { ChangeDto } from './dto/change.dto.js';
import type { CreateSimulationRequest } from './dto/create-simulation.dto.js';
import type { OutlookDto } from './dto/outlook.dto.js';
import { checkKindFields } from './kind-fields.js';
import { readOutlooks } from './outlook-reader.js';
import { orderOf, RuleSetGone, type SimulationInputs } from './simulation-inputs.js';
import runInThread from './simulation.worker.js';

const ruleSet = rules2026();
const contract = madeUpContract(ruleSet, 4);

function pointersOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.errors.map(({ pointer }) => pointer);
    throw error;
  }
  return [];
}

describe('changes of a request', () => {
  const read = (...changes: object[]) => readChanges(ruleSet, contract, changes as ChangeDto[]);

  it('are read by any code of the measure', () => {
    expect(
      read(
        { type: 'star', code: 'cbp', star: 3 },
        { type: 'numerators', code: 'C10', numerator: 5, denominator: 10, added: 1 },
        { type: 'cutPoints', code: 'C14', cutPoints: [60, 70, 80, 90], set: 'mapd' },
      ),
    ).toMatchObject([{ measureId: 'C14', star: 3 }, { added: 1 }, { set: 'mapd', cutPoints: [60, 70, 80, 90] }]);
  });

  it('tell every field that is missing or out of place at once', () => {
    const changes = [
      { type: 'closureRate', code: 'C14', rate: 0.5, star: 3 },
      { type: 'score', code: 'nothing' },
    ];
    expect(pointersOf(() => read(...changes))).toEqual([
      '/changes/0/star',
      '/changes/0/numerator',
      '/changes/0/denominator',
      '/changes/0/openGaps',
      '/changes/1/score',
      '/changes/1/code',
    ]);
  });

  it('point at the code where the measure is the trouble', () => {
    expect(pointersOf(() => read({ type: 'numerators', code: 'C22', numerator: 1, denominator: 2, added: 1 }))).toEqual(
      ['/changes/0/code'],
    );
  });
});

describe('outlooks of a request', () => {
  const read = (outlook: object, distance = false) =>
    readOutlooks(ruleSet, contract, [{ code: 'C14', ...outlook } as OutlookDto], distance);

  it.each([
    [{}, false, ['/outlooks/0/denominator', '/outlooks/0/numerator', '/outlooks/0/open']],
    [{ denominator: 9, numerator: 1, open: [], probabilities: [] }, false, ['/outlooks/0/probabilities']],
    [{ chances: [0, 0, 0, 0, 1], numerator: 1 }, false, ['/outlooks/0/numerator']],
    [{ chances: [0, 0, 0, 0, 1] }, true, ['/outlooks/0/chances']],
    [{ denominator: 9, numerator: 1, open: [], adherence: [] }, false, ['/outlooks/0/adherence']],
  ])('%j', (outlook, distance, expected) => {
    expect(pointersOf(() => read(outlook, distance))).toEqual(expected);
  });

  it('group single probabilities', () => {
    expect(read({ denominator: 9, numerator: 1, probabilities: [0.5, 0.2, 0.5] })).toMatchObject([
      { open: [{ probability: 0.2, members: 1 }, { probability: 0.5, members: 2 }] }, // prettier-ignore
    ]);
  });
});

describe('fields of a kind', () => {
  it.each([
    [{ kind: 'distance' }, ['/outlooks']],
    [{ kind: 'ruleSets' }, ['/ruleSetYears']],
    [{ kind: 'whatIf' }, ['/changes']],
    [{ kind: 'monteCarlo' }, ['/outlooks']],
    [{ kind: 'monteCarlo', otherMeasures: 'yearToYear' }, []],
    [{ kind: 'whatIf', underStarYear: 2026 }, []],
    [{ kind: 'ruleSets', ruleSetYears: [2026], draws: 5 }, ['/draws']],
  ])('%j', (request, expected) => {
    expect(pointersOf(() => checkKindFields(request as CreateSimulationRequest))).toEqual(expected);
  });
});

describe('the thread', () => {
  const measures = [{ measureId: 'C01', chances: [0, 0, 0, 0.5, 0.5] }];
  const order = { kind: 'monteCarlo', ruleSet, contract, changes: [], measures, draws: 2000, seed: 1 } as const;

  it('notes its progress in shared memory', () => {
    const progress = new SharedArrayBuffer(4);
    expect(runInThread({ order, progress })).toMatchObject({ result: { draws: 2000 } });
    expect(new Int32Array(progress)[0]).toBe(1500);
    expect(runInThread({ order })).toMatchObject({ result: { draws: 2000 } });
  });

  it('tells what the core refuses, and throws what is an accident', () => {
    expect(runInThread({ order: { ...order, draws: 1 } })).toEqual({ refused: 'draws' });
    const changes = [{ type: 'star', measureId: 'X', star: 1 }] as const;
    expect(runInThread({ order: { ...order, changes } })).toEqual({ refused: '/0/measureId' });
    expect(() => runInThread({ order: { ...order, contract: undefined as never } })).toThrow(TypeError);
  });
});

describe('a stored order', () => {
  it('is refused when a rule set was replaced', () => {
    const inputs = { kind: 'whatIf', contract, changes: [], otherRuleSets: [{ starYear: 2026, digest: 'a' }] };
    const of = (digest: string) => () =>
      orderOf(inputs as unknown as SimulationInputs, ruleSet, () => ({ ruleSet, digest, text: '' }));
    expect(of('b')).toThrow(RuleSetGone);
    expect(of('a')()).toMatchObject({ kind: 'whatIf', under: ruleSet });
  });
});
