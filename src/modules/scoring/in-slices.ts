import { setImmediate as turn } from 'node:timers/promises';

/** Items worked on before the event loop turns: some milliseconds. */
const ITEMS_AT_A_TIME = 100;

/**
 * Answers of all items, worked on a hundred at a time; other requests come in between.
 * @param work answers in the order of the items; told which place the first of them has.
 */
export async function inSlices<Item, Answer>(
  items: readonly Item[],
  work: (slice: readonly Item[], from: number) => readonly Answer[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += ITEMS_AT_A_TIME) {
    if (from > 0) await turn();
    answers.push(...work(items.slice(from, from + ITEMS_AT_A_TIME), from));
  }
  return answers;
}
