import { cardText, type ReferenceCard } from './reference/index.js';
import type { ShownVersion } from './models.service.js';

function plain(row: ShownVersion): string {
  const range = (min: number | null, max: number | null): string =>
    min === null && max === null ? 'not stated' : `${min ?? '–'} to ${max ?? '–'}`;
  return [
    `# Model card: ${row.measure}`,
    '',
    `${row.modelId}, version ${row.version}: ${row.library} (${row.format}), calibration: ${row.calibration}.`,
    '',
    'The file says nothing of its training and of its figures.',
    '',
    '| feature | unit | range |',
    '| --- | --- | --- |',
    ...row.features.map(({ name, unit, min, max }) => `| ${name} | ${unit ?? '–'} | ${range(min, max)} |`),
    '',
  ].join('\n');
}

/** The card in plain words. A card from outside that does not have the parts it should is shown as facts alone. */
export function plainCardText(row: ShownVersion): string {
  if (row.card === null) return plain(row);
  try {
    return cardText({ ...(row.card as Partial<ReferenceCard>), measure: row.measure });
  } catch (error) {
    if (error instanceof TypeError) return plain(row);
    throw error;
  }
}
