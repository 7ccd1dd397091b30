import type { InterventionOption, OptimizationPlan } from '../../core/optimization/index.js';
import type { OrderedMeasure } from './optimization-order.js';

/** A plan in the shape in which the database gives its members their actions. */
export interface ActionRows {
  readonly classes: readonly { readonly key: string; readonly class: number }[];
  readonly lines: readonly {
    readonly line: number;
    readonly class: number;
    readonly first: number;
    readonly last: number;
  }[];
  readonly acts: readonly {
    readonly line: number;
    readonly place: number;
    readonly type: string;
    readonly cost: string;
  }[];
  readonly effects: readonly {
    readonly line: number;
    readonly place: number;
    readonly measure: string;
    readonly share: number;
  }[];
}

const dollars = (cents: number): string => (cents / 100).toFixed(2);

/**
 * Lines of a plan as rows. Within a class the line that gains most comes first and so goes to the members of highest
 * priority. Of several interventions for one gap the later ones close what the earlier ones left.
 *
 * @param classOf class of each group of equal options
 */
export function actionRows(
  { lines }: Pick<OptimizationPlan, 'lines'>,
  classOf: ReadonlyMap<string, string>,
  interventions: readonly InterventionOption[],
  measures: readonly OrderedMeasure[],
): ActionRows {
  const options = new Map(interventions.map((one) => [one.code, one]));
  const codes = new Map(measures.map(({ code, measureId }) => [measureId, code]));
  const treated = lines.filter(({ interventions: codesOf, members }) => codesOf.length > 0 && members > 0);
  const numbers = new Map([...new Set(treated.map(({ classId }) => classId))].map((id, n) => [id, n + 1]));
  const gain = ({ gaps }: (typeof treated)[number]): number =>
    gaps.reduce((sum, { chanceBefore, chanceAfter }) => sum + chanceAfter - chanceBefore, 0);
  const ordered = treated
    .map((line) => ({ line, gain: gain(line) }))
    .sort((a, b) => b.gain - a.gain || (a.line.interventions.join() < b.line.interventions.join() ? -1 : 1));
  const taken = new Map<string, number>();
  const rows: {
    lines: ActionRows['lines'][number][];
    acts: ActionRows['acts'][number][];
    effects: ActionRows['effects'][number][];
  } = { lines: [], acts: [], effects: [] };
  ordered.forEach(({ line: { classId, interventions: own, members, gaps } }, index) => {
    const line = index + 1;
    const before = taken.get(classId) ?? 0;
    taken.set(classId, before + members);
    rows.lines.push({ line, class: numbers.get(classId) ?? 0, first: before + 1, last: before + members });
    const workedOn = new Set(gaps.filter((one) => one.chanceAfter > one.chanceBefore).map((one) => one.measureId));
    const left = new Map<string, number>();
    own.forEach((code, place) => {
      const option = options.get(code);
      if (!option) return;
      rows.acts.push({ line, place, type: code, cost: dollars(option.costCents) });
      for (const { measureId, success } of option.effects) {
        const measure = codes.get(measureId);
        if (!workedOn.has(measureId) || measure === undefined || success === 0) continue;
        const open = left.get(measureId) ?? 1;
        rows.effects.push({ line, place, measure, share: success * open });
        left.set(measureId, open * (1 - success));
      }
    });
  });
  const classes = [...classOf].flatMap(([key, id]) => {
    const number = numbers.get(id);
    return number === undefined ? [] : [{ key, class: number }];
  });
  return { classes, ...rows };
}
