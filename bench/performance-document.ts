import { cpus, totalmem } from 'node:os';
import { cellsOf, type Figure } from './figures.js';

const HEAD = ['figure', 'value', 'floor in the same run', 'ratio', 'target', 'met'];

const INTRODUCTION = `# Performance

Written by \`npm run bench\` (all benches) or \`npm run bench -- NAME --write\` (one). Absolute figures are those of one machine
on one day; what can be compared between machines is the ratio to the floor, which is measured in the same run.

Sizes are settings of the environment: \`BENCH_ROWS\` (100,000) rows of the file of \`predictions\`, a million of which take
about two minutes; \`BENCH_MEMBERS\` (1,000,000) members of the plan of \`data\`.
`;

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, i) => Math.max(3, ...rows.map((row) => [...(row[i] ?? '')].length)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '') + fill.repeat(width - [...(cells[i] ?? '')].length)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head, ' '), line([], '-'), ...body.map((row) => line(row, ' '))];
}

/** The figures as a table in Markdown. */
export function tableOf(figures: readonly Figure[]): string {
  return aligned([HEAD, ...figures.map(cellsOf)]).join('\n');
}

/** Where and when figures were measured. */
export function machineLine(now: Date): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = cores[0]?.model.replace(/\s+/g, ' ').trim() || process.arch;
  return `${now.toISOString().slice(0, 10)}, ${cores.length} × ${model}, ${memory} GiB, Node ${process.version}.`;
}

/** The document with the section of a bench replaced, or added behind the others. */
export function withSection(text: string, name: string, figures: readonly Figure[], now: Date): string {
  const section = `## ${name}\n\n${machineLine(now)}\n\n${tableOf(figures)}\n`;
  const parts = (text || INTRODUCTION).split(/^(?=## )/m);
  const at = parts.findIndex((part) => part.startsWith(`## ${name}\n`));
  const all = parts.map((part) => part.trimEnd());
  if (at === -1) all.push(section.trimEnd());
  else all[at] = section.trimEnd();
  return `${all.join('\n\n')}\n`;
}
