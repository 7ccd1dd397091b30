/** What a figure should be, of itself or of its ratio to the floor. */
export interface Target {
  readonly of?: 'value' | 'ratio';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One measured figure. */
export interface Figure {
  /** What was measured, such as `POST /ratings, p50`. */
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | '/s' | 'bytes' | '%' | 'MB' | '';
  /** What the least work for the same would take, measured in the same run and unit. */
  readonly floor?: { readonly what: string; readonly value: number };
  readonly target?: Target;
}

/** A number with as many digits as it deserves. */
function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

const quantity = (value: number, unit: Figure['unit']): string =>
  `${short(value)}${unit === '' || unit === '/s' || unit === '%' ? unit : ` ${unit}`}`;

/** Value by floor; undefined without a floor. */
export const ratioOf = ({ value, floor }: Figure): number | undefined =>
  floor === undefined ? undefined : value / floor.value;

/** Whether the target is met; undefined without one. */
export function isMet(figure: Figure): boolean | undefined {
  const { target } = figure;
  if (!target) return undefined;
  const measured = target.of === 'ratio' ? (ratioOf(figure) ?? NaN) : figure.value;
  const { atMost = Infinity, atLeast = -Infinity } = target;
  return measured <= atMost && measured >= atLeast;
}

function targetText({ target, unit }: Figure): string {
  if (!target) return '';
  const { of = 'value', atMost, atLeast } = target;
  const text = (value: number): string => (of === 'ratio' ? `${short(value)}×` : quantity(value, unit));
  return [
    ...(atMost === undefined ? [] : [`≤ ${text(atMost)}`]),
    ...(atLeast === undefined ? [] : [`≥ ${text(atLeast)}`]),
  ].join(', ');
}

/** The cells of a figure's line: what, value, floor, ratio, target and whether it is met. */
export function cellsOf(figure: Figure): string[] {
  const { what, value, unit, floor } = figure;
  const ratio = ratioOf(figure);
  const met = isMet(figure);
  return [
    what,
    quantity(value, unit),
    floor === undefined ? '' : `${quantity(floor.value, unit)} (${floor.what})`,
    ratio === undefined ? '' : `${short(ratio)}×`,
    targetText(figure),
    met === undefined ? '' : met ? 'yes' : 'no',
  ];
}

/** The figures of one bench, printed as they come. */
export class Figures {
  private readonly list: Figure[] = [];

  constructor(private readonly print: (line: string) => void) {}

  add(figure: Figure): void {
    this.list.push(figure);
    const [what, value, floor, ratio, target, met] = cellsOf(figure);
    const more = [floor && `floor ${floor}`, ratio && `ratio ${ratio}`, target && `target ${target}: ${met}`];
    this.print([`${what}: ${value}`, ...more.filter(Boolean)].join('; '));
  }

  /** Says something that is no figure, such as what was left out. */
  note(line: string): void {
    this.print(line);
  }

  get all(): readonly Figure[] {
    return this.list;
  }
}
