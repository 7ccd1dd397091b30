import type { ActionRow } from './actions.repository.js';

const COLUMNS = 'place,memberHash,intervention,channel,cost,measures,gapIds,expectedClosures,interventionId,skipped';

/** One action a line. Every cell is a code, a number or an id: none needs quotes. */
const line = (row: ActionRow): string => {
  const { n, memberHash, typeCode, channel, cost, gaps, expectedClosures, interventionId, skipped } = row;
  const measures = gaps.map(({ measure }) => measure).join(' ');
  const ids = gaps.map(({ id }) => id).join(' ');
  const end = `${interventionId ?? ''},${skipped ?? ''}`;
  return `${n},${memberHash},${typeCode},${channel},${cost},${measures},${ids},${expectedClosures},${end}\n`;
};

/** The text of a plan's actions for outreach teams, page by page. */
export async function* actionsCsv(pages: AsyncIterable<readonly ActionRow[]>): AsyncGenerator<string> {
  yield `${COLUMNS}\n`;
  for await (const rows of pages) yield rows.map(line).join('');
}
