import { nameWords } from './table-kind.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const NAMED_DATE =
  /\(?\b(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?[ -](\d{1,2}),?[ -](20\d{2})\)?/;
const NUMBER_DATE = /\(?\b(20\d{2})[ .-](\d{1,2})[ .-](\d{1,2})\)?\b/;

const two = (text: string) => text.padStart(2, '0');

/** The date in a file name (`Oct 8 2025`, `2021_10_06`) as `2025-10-08`; empty where it has none. */
export function dateInName(fileName: string): string {
  const words = nameWords(fileName);
  const named = NAMED_DATE.exec(words);
  if (named)
    return `${named[3]}-${two(String(MONTHS.indexOf((named[1] ?? '').slice(0, 3)) + 1))}-${two(named[2] ?? '')}`;
  const numbered = NUMBER_DATE.exec(words);
  return numbered ? `${numbered[1]}-${two(numbered[2] ?? '')}-${two(numbered[3] ?? '')}` : '';
}

function distinguishing(fileName: string): string[] {
  const date = dateInName(fileName);
  const rest = nameWords(fileName)
    .replace(NAMED_DATE, ' ')
    .replace(NUMBER_DATE, ' ')
    .split(/[^a-z0-9]+/)
    .filter(
      (word) =>
        word !== '' && !/^(measures?|stars?|view|table|data|cut|points?|cutpoints?|part|the|of|and|[cd])$/.test(word),
    );
  return date === '' ? rest : [...rest, date];
}

/**
 * Names for several files of one table (2024 has two calculations of its stars): the words that tell their names apart,
 * `original` and `recalculated`, or their dates. The order is that of the files.
 */
export function calculationNames(fileNames: readonly string[]): string[] {
  const words = fileNames.map(distinguishing);
  const names = words.map(
    (own) => own.filter((word) => !words.every((other) => other.includes(word))).join('-') || 'default',
  );
  return names.map((name, i) => (names.indexOf(name) === i ? name : `${name}-${i + 1}`));
}
