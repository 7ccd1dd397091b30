import type { Evaluation, ModelCard, SubgroupEvaluation } from '../../../core/models/index.js';
import type { AboutReference } from './about.js';

/** A card as it stands in a reference artifact. */
export type ReferenceCard = Partial<ModelCard> & { readonly measure: string; readonly about?: AboutReference };

const three = (x: number): string => x.toFixed(3);
const four = (x: number): string => x.toFixed(4);
const percent = (x: number): string => `${Math.round(x * 100)} %`;

function figures(e: Evaluation): string[] {
  const lift = e.lift
    .map(
      ({ capacity, eventRate, lift: times }) =>
        `${percent(capacity)}: ${times.toFixed(2)} (${percent(eventRate)} gaps)`,
    )
    .join('; ');
  return [
    `| rows | ${e.rows}, ${e.events} gaps |`,
    `| observed, predicted share of gaps | ${three(e.observed)}, ${three(e.predicted)} |`,
    `| AUC (95 % interval) | ${three(e.auc.auc)} (${three(e.auc.low)}–${three(e.auc.high)}) |`,
    `| Brier score (of the constant) | ${four(e.brier)} (${four(e.brierConstant)}) |`,
    `| log loss | ${four(e.logLoss)} |`,
    `| calibration slope, intercept (ideal 1, 0) | ${e.calibration.slope.toFixed(2)}, ${e.calibration.intercept.toFixed(2)} |`,
    `| ECE (noise level: mean, 95th percentile) | ${three(e.ece.ece)} (${three(e.ece.noise)}, ${three(e.ece.noise95)}) |`,
    `| lift at the share of members that can be reached | ${lift} |`,
  ];
}

function subgroupRow({ group, rows, events, observed, predicted, evaluation: e }: SubgroupEvaluation): string {
  const shares = `${rows} | ${events} | ${three(observed)} | ${three(predicted)}`;
  if (e === null) return `| ${group} | ${shares} | too few to say | | | | |`;
  const auc = `${three(e.auc.auc)} (${three(e.auc.low)}–${three(e.auc.high)})`;
  const brier = `${three(e.brier)} (${three(e.brierConstant)})`;
  const top = e.lift.find(({ capacity }) => capacity === 0.1) ?? e.lift[0];
  return `| ${group} | ${shares} | ${auc} | ${brier} | ${e.calibration.slope.toFixed(2)} | ${three(e.ece.ece)} (${three(e.ece.noise95)}) | ${top.lift.toFixed(2)} |`;
}

function subgroupTable([name, groups]: readonly [string, readonly SubgroupEvaluation[]]): string[] {
  return [
    `### By ${name}`,
    '',
    '| group | rows | gaps | observed | predicted | AUC (95 %) | Brier (constant) | slope | ECE (noise 95 %) | lift at 10 % |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...groups.map(subgroupRow),
    '',
  ];
}

function evaluationPart(card: ReferenceCard): string[] {
  const { evaluation, evaluatedOn, window, reason, subgroups } = card;
  if (!evaluation || !window) return ['## Figures', '', 'None: nothing was evaluated.', ''];
  return [
    '## Figures',
    '',
    `Trained on ${window.rows} rows with ${window.events} gaps; judged on ${evaluatedOn}. ${reason}`,
    '',
    '| figure | value |',
    '| --- | --- |',
    ...figures(evaluation),
    '',
    ...Object.entries(subgroups ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(subgroupTable),
  ];
}

/** A model card in plain words, as Markdown. */
export function cardText(card: ReferenceCard): string {
  const { measure, about, features = [], chosen } = card;
  const kinds = { logistic: 'logistic regression', boosting: 'gradient boosting', 'base-rate': 'base rate' };
  const rows = features.map(({ name, unit, min, max }) => `| ${name} | ${unit || '–'} | ${min} to ${max} |`);
  return [
    `# Model card: ${measure}`,
    '',
    `Probability that the gap of ${measure} stays open. Kind: ${chosen === undefined ? "last year's status and a base rate" : kinds[chosen]}.`,
    '',
    ...(about ? [`**Data.** ${about.data}`, '', `**Label.** ${about.label}`, ''] : []),
    ...(about ? ['## Limits', '', ...about.limits.map((limit) => `- ${limit}`), ''] : []),
    ...evaluationPart(card),
    '## Features',
    '',
    'All may be missing. Values outside of the range are refused.',
    '',
    '| feature | unit | range |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
