import { describe, expect, it } from 'vitest';
import { assignWork, type Evidence, isRefusal, stepWork, WORK, type Work } from './index.js';

const legalFrom = (work: Work, evidence: Evidence): Work[] =>
  WORK.filter((next) => !isRefusal(stepWork(work, next, evidence)));

describe('work', () => {
  it.each([
    ['identified', ['assigned', 'contacted', 'scheduled', 'completed', 'refused', 'unreachable', 'suppressed']],
    ['assigned', ['identified', 'contacted', 'scheduled', 'completed', 'refused', 'unreachable', 'suppressed']],
    ['contacted', ['assigned', 'scheduled', 'completed', 'refused', 'unreachable', 'suppressed']],
    ['scheduled', ['assigned', 'contacted', 'completed', 'refused', 'unreachable', 'suppressed']],
    ['completed', ['identified']],
    ['refused', ['assigned', 'suppressed']],
    ['unreachable', ['assigned', 'contacted', 'scheduled', 'completed', 'refused', 'suppressed']],
    ['suppressed', ['identified']],
  ] as const)('%s goes on to %j while the gap is open', (work, next) => {
    expect(legalFrom(work, 'open')).toEqual(next);
    expect(legalFrom(work, 'prospective')).toEqual(next);
  });

  it.each(['closed', 'excluded', 'not_applicable'] as const)('can only end once the gap is %s', (evidence) => {
    for (const work of WORK) {
      const legal = legalFrom(work, evidence);
      expect(legal.filter((next) => next !== 'completed' && next !== 'suppressed')).toEqual([]);
    }
    expect(legalFrom('scheduled', evidence)).toEqual(['completed', 'suppressed']);
  });
});

describe('assigning', () => {
  it('moves identified work to assigned', () => {
    expect(assignWork('identified', 'team-a', 'open')).toEqual({ work: 'assigned', owner: 'team-a' });
  });

  it.each(['assigned', 'contacted', 'scheduled'] as const)('of %s work only changes the owner', (work) => {
    expect(assignWork(work, 'team-b', 'open')).toEqual({ work, owner: 'team-b' });
  });

  it('takes up refused and unreachable work again', () => {
    expect(assignWork('refused', 'team-b', 'open')).toMatchObject({ work: 'assigned' });
    expect(assignWork('unreachable', 'team-b', 'open')).toMatchObject({ work: 'assigned' });
  });

  it('to nobody sends assigned work back and leaves other work', () => {
    expect(assignWork('assigned', null, 'open')).toEqual({ work: 'identified', owner: null });
    expect(assignWork('contacted', null, 'open')).toEqual({ work: 'contacted', owner: null });
  });

  it('is refused for completed or suppressed work, and for a settled gap', () => {
    expect(assignWork('completed', 'team-a', 'open')).toMatchObject({ refused: 'illegal-transition' });
    expect(assignWork('suppressed', 'team-a', 'open')).toMatchObject({ refused: 'illegal-transition' });
    expect(assignWork('identified', 'team-a', 'closed')).toMatchObject({ refused: 'settled' });
  });
});
