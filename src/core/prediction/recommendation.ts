import type { Tier } from '../gaps/index.js';
import type { TopFeature } from './top-features.js';

/** What to do about a gap. */
export interface Recommendation {
  readonly code: string;
  readonly text: string;
}

/** One line of the rule table: the first that fits counts. */
export interface RecommendationRule extends Recommendation {
  /** Measures it is for; absent: all. */
  readonly measures?: readonly string[];
  /** It fits when one of these is among the features that raise the probability; absent: always. */
  readonly raisedBy?: readonly string[];
}

const ACCESS = ['usual_place', 'insured', 'coverage_gap_12m', 'visits_cat_12m', 'log_office_visits', 'routine_checkup'];
const ADHERENCE = ['PDC-DR', 'PDC-RASA', 'PDC-STA'];

const rule = (
  code: string,
  text: string,
  measures?: readonly string[],
  raisedBy?: readonly string[],
): RecommendationRule => ({ code, text, measures, raisedBy });

/** The rule table: by measure, the particular before the general. Care managers' practice, no clinical advice. */
export const RECOMMENDATION_RULES: readonly RecommendationRule[] = [
  rule(
    'endocrinology_referral',
    'Offer a visit with a diabetes specialist.',
    ['GSD'],
    ['insulin', 'dm_years', 'prior_a1c_self'],
  ),
  rule(
    'connect_primary_care',
    'Connect the member with primary care first.',
    ['GSD', 'CBP', 'EED', 'KED', 'BCS', 'COL', 'SUPD'],
    ACCESS,
  ),
  rule('a1c_test_and_review', 'Arrange an A1c test and a review of the medicines.', ['GSD']),
  rule('home_bp_monitor', 'Send a blood pressure monitor and schedule a reading.', ['CBP']),
  rule('retinal_exam', 'Schedule a dilated or retinal imaging eye exam.', ['EED']),
  rule('kidney_tests', 'Order eGFR and urine albumin-creatinine ratio together.', ['KED']),
  rule('statin_review', 'Ask the prescriber to review a statin.', ['SUPD']),
  rule('mammogram', 'Offer an appointment for a mammogram.', ['BCS']),
  rule('stool_test_kit', 'Mail a stool test kit, or schedule a colonoscopy.', ['COL']),
  rule('cost_and_refill_support', 'Check costs and coverage, and set up 90-day refills.', ADHERENCE, [
    'pir',
    'insured',
    'coverage_gap_12m',
  ]),
  rule('refill_outreach', 'Call about refills, and offer 90-day supply or mail order.', ADHERENCE),
  rule('care_manager_outreach', 'Have a care manager get in touch.'),
];

/** The first rule that fits; null for the low tier, where usual care is enough. */
export function recommendationFor(
  measure: string,
  tier: Tier,
  top: readonly TopFeature[],
  rules: readonly RecommendationRule[] = RECOMMENDATION_RULES,
): Recommendation | null {
  if (tier === 'low') return null;
  const raising = new Set(top.filter(({ direction }) => direction === 'raises').map(({ feature }) => feature));
  const found = rules.find(
    ({ measures, raisedBy }) =>
      (measures?.includes(measure) ?? true) && (raisedBy?.some((feature) => raising.has(feature)) ?? true),
  );
  return found ? { code: found.code, text: found.text } : null;
}
