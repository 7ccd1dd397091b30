import type { Statement } from '../../platform/database/index.js';
import { FOUND_COLUMNS, FOUND_MEMBER } from '../members/index.js';
import { GAP_COLUMNS } from './worklist-statement.js';

const OF_MEMBER = `SELECT ${FOUND_COLUMNS}, ${GAP_COLUMNS} FROM ${FOUND_MEMBER}
  LEFT JOIN gap_analysis g ON g.member_id = found.id AND ($2::smallint IS NULL OR g.measurement_year = $2)
  ORDER BY g.measurement_year DESC, g.measure, g.contract_id`;

/** All gaps of a member, of one year or all, by year and measure. */
export function memberGapsStatement(measurementYear: number | undefined): Statement {
  return { name: 'member_gaps', text: OF_MEMBER, values: [measurementYear ?? null] };
}
