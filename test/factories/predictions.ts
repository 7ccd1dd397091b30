import type { NewPrediction } from '../../src/modules/predictions/index.js';

/** A prediction with every field set; override what the test is about. */
export const newPrediction = (memberId: string, part: Partial<NewPrediction> = {}): NewPrediction => ({
  ...{ memberId, contractId: 'H1234', measure: 'BCS', measurementYear: 2026 },
  ...{ probability: 0.72, margin: 0.9444616088408514, baseValue: -0.2, tier: 'high' },
  ...{ modelId: 'bcs-reference', modelVersion: '1.0.0', calibration: 'platt', recommendation: 'schedule_screening' },
  ...{ missingFeatures: ['visits'], shapValues: { months_since_screening: 1.1, visits: 0.0444616088408514 } },
  ...part,
});
