import {
  MEASURE_USES,
  type CalculationTrace,
  type ContractTrace,
  type MeasureLine,
  type RatingTrace,
  type StarChange,
} from './trace-types.js';

const TITLES = { partC: 'Part C', partD: 'Part D', overall: 'Overall' } as const;

function outcomeText({ outcome }: RatingTrace): string {
  if (outcome.status === 'notRated') return outcome.message;
  return `${outcome.stars.toFixed(1)} stars (${outcome.final})${outcome.provisional ? ', NOT FINAL' : ''}`;
}

function measureText(line: MeasureLine): string {
  const star = line.star === null ? '-' : `${line.star}*`;
  const score =
    line.score === null ? (line.note ?? (line.star === null ? 'no data' : 'no score given')) : `score ${line.score}`;
  const bounds = line.bounds === null ? '' : ` (${line.cutPointStar}*: ${line.bounds})`;
  const uses = [...new Set(Object.values(line.use).filter((use) => use !== 'otherPart'))].map(
    (use) => MEASURE_USES[use],
  );
  const difference = line.difference === null ? '' : ` [${line.difference}]`;
  return `  ${line.measureId.padEnd(4)} ${star.padEnd(3)} weight ${String(line.weight).padEnd(4)} ${line.name}: ${score}${bounds}${difference}; ${uses.join('; ')}`;
}

function calculationText(one: CalculationTrace, published: string | null): string[] {
  const category = one.adjustmentCategory === null ? 'no category' : `category ${one.adjustmentCategory}`;
  return [
    `  calculation "${one.calculation}"${one.calculation === published ? ' (published)' : ''}: adjustment ${one.adjustment} (${category})`,
    ...one.runs.map(
      (run) =>
        `  ${run.used ? '->' : '  '} improvement ${run.improvement}, new measures ${run.newMeasures}: ${run.measures} measures, weight ${run.weight}; ` +
        `mean ${run.mean} (${run.meanClass}: ${run.thresholds.meanRelativelyHigh}/${run.thresholds.meanHigh}), ` +
        `variance ${run.variance} (${run.varianceClass}: ${run.thresholds.varianceLow}/${run.thresholds.varianceHigh}, ${run.thresholds.basis}), ` +
        `reward ${run.reward}, final ${run.final} = ${run.stars.toFixed(1)} stars`,
    ),
    ...one.branch.map((line) => `     ${line}`),
  ];
}

function changesText(changes: readonly StarChange[]): string[] {
  if (changes.length === 0) return ['  no change of a single measure star moves this rating'];
  return [
    '  single measure stars that would move this rating:',
    ...changes.map(
      (one) => `     ${one.measureId} ${one.from}* -> ${one.to}*: ${one.final} = ${one.stars.toFixed(1)} stars`,
    ),
  ];
}

function ratingText(title: string, rating: RatingTrace): string[] {
  const { outcome, nextHalfStar, fourStars } = rating;
  const lines = ['', `${title}: ${outcomeText(rating)}`, `  ${rating.minimum.why}`];
  if (outcome.status === 'notRated') return lines;
  if (outcome.provisionalReason !== null) lines.push(`  ${outcome.provisionalReason}`);
  for (const one of rating.calculations) lines.push(...calculationText(one, rating.publishedFrom));
  if (nextHalfStar)
    lines.push(`  to ${nextHalfStar.stars.toFixed(1)} stars: ${nextHalfStar.distance} (from ${nextHalfStar.value})`);
  if (fourStars && fourStars.stars !== nextHalfStar?.stars)
    lines.push(`  to ${fourStars.stars.toFixed(1)} stars: ${fourStars.distance} (from ${fourStars.value})`);
  return [...lines, ...changesText(rating.changes)];
}

/** A trace as readable text, one fact a line. */
export function traceText(trace: ContractTrace): string {
  const head = [
    `${trace.contractId}, star year ${trace.starYear}: ${trace.contractType.title}${trace.puertoRicoOnly ? ', Puerto Rico only' : ''}`,
    `rule set ${trace.ruleSet.version} (${trace.ruleSet.status}): ${trace.ruleSet.title}`,
    `highest rating: ${trace.highestKind ?? 'none'}${trace.highPerforming ? ', high performing' : ''}`,
  ];
  const ratings = (['partC', 'partD', 'overall'] as const).flatMap((name) =>
    ratingText(TITLES[name], trace.ratings[name]),
  );
  return [...head, ...ratings, '', 'Measures', ...trace.measures.map(measureText), ''].join('\n');
}
