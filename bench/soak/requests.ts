import { RuleSetCatalog } from '../../src/modules/ratings/index.js';
import type { SoakBed } from './bed.js';

/** A request of the mix, and what a right answer looks like. */
export interface Expected {
  readonly kind: 'prediction' | 'worklist' | 'rating';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | undefined;
  /** The answer given in calm, without its ids and times. */
  readonly answer: string;
}

const MEMBERS = 200;
const VARIANTS = 20;

/** An answer without what differs from one time to the next. */
export const steady = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll('"spooled"', '"stored"');

const features = (i: number) => ({ age: 40 + i, bmi: 22 + i, prior_a1c_self: 6 + (i % 5), insulin: i % 2 });

function ratingBody(i: number): unknown {
  const rules = new RuleSetCatalog().find(2026);
  const measures = rules?.ruleSet.measures.map(({ id }, at) => ({ code: id, star: 1 + ((at + i) % 5) }));
  const adjustmentCategories = { partC: 4, partDMapd: 3, overall: 4 };
  const contract = { organizationType: 'Local CCP', snp: true, puertoRicoOnly: false, adjustmentCategories };
  return { contractId: 'H9999', starYear: 2026, contract, measures }; // another contract: no priority of a gap moves
}

/** Members and gaps to ask about, with the priority that the job for priorities gives equal gaps: it changes nothing later. */
export async function populate(bed: SoakBed): Promise<void> {
  for (let i = 0; i < MEMBERS; i++) {
    const { status } = await bed.call('POST', '/api/v1/members', { memberId: `S-${i}`, contractId: 'H1234' });
    if (status !== 201) throw new Error(`a member was answered ${status}`);
  }
  await bed.sql(
    `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at,
       updated_at, contract_id, measure, evidence, work, evidence_source)
     SELECT gen_random_uuid(), m.id, 1, 2026, 100, '2026-03-01', now(), now(), m.contract_id, 'BCS', 'open',
            'identified', 'claim' FROM members m`,
  );
}

/** The mix, asked in calm until every answer is the same twice: background jobs may still be setting priorities. */
export async function requests(bed: SoakBed): Promise<Expected[]> {
  for (let before = await once(bed), tries = 0; tries < 10; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const after = await once(bed);
    if (after.every(({ answer }, i) => answer === before[i].answer)) return after;
    before = after;
  }
  throw new Error('the answers did not settle');
}

/** Each request answered once: six predictions, three worklists and one rating of ten. */
async function once(bed: SoakBed): Promise<Expected[]> {
  const made: Expected[] = [];
  for (let i = 0; i < VARIANTS * 10; i++) {
    const variant = i % VARIANTS;
    const kind = i % 10 < 6 ? 'prediction' : i % 10 < 9 ? 'worklist' : 'rating';
    const item = { memberId: `S-${i % MEMBERS}`, measure: 'GSD', measurementYear: 2026, features: features(variant) };
    const body = kind === 'prediction' ? item : kind === 'rating' ? ratingBody(variant) : undefined;
    const worklist = `/api/v1/gaps?contractId=H1234&measure=BCS&limit=${10 + variant}`;
    const path = kind === 'worklist' ? worklist : kind === 'rating' ? '/api/v1/ratings' : '/api/v1/predictions';
    const method = kind === 'worklist' ? 'GET' : 'POST';
    const answer = await bed.call(method, path, body);
    if (answer.status >= 300) throw new Error(`${kind} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    made.push({
      kind,
      method,
      path,
      body: body === undefined ? undefined : JSON.stringify(body),
      answer: steady(answer.text),
    });
  }
  return made;
}
