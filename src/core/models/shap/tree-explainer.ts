import { ExplanationError } from '../errors.js';
import { toPrecision, type TreeEnsemble } from '../trees/index.js';
import { backgroundMean, deepInterventionalExplainer } from './deep-interventional.js';
import { coverMean, deepPathExplainer, type DeepExplainer } from './deep-path.js';
import { interventionalGame, pathDependentGame, type LeafGame, type LeafPath } from './leaf-game.js';
import { addTableContributions } from './table-rows.js';
import { buildTables, tableSize, type TreeTables } from './tables.js';

/** Rows that stand for "unknown" in interventional SHAP, row-major in the model's columns; NaN = missing. */
export interface Background {
  readonly rows: Float64Array;
  readonly count: number;
}

/** Most background rows an explanation averages over. */
export const MAX_BACKGROUND_ROWS = 100;

/** Trees with more nodes are never tried for tables: finding that out would itself be slow. */
const MAX_TABLE_NODES = 2048;

export type TreeShapMethod = 'path-dependent' | 'interventional';

/** A prepared explainer of one ensemble: tables for shallow trees, traversal for deep ones. */
export interface TreeExplainer {
  readonly method: TreeShapMethod;
  /** Margin of the empty coalition. */
  readonly base: number;
  /** Trees explained by table; the others are traversed. */
  readonly tableTrees: number;
  /** Adds contributions of `count` rows, already in the ensemble's precision, to `out` (row-major). */
  explain(rows: Float64Array, count: number, out: Float64Array): void;
}

/** What an explainer is made for. */
export interface TreeExplainerOptions {
  readonly width: number;
  /** Needed where the ensemble has no covers; chooses the interventional method where it has. */
  readonly background?: Background;
  /** Doubles a tree's tables may take, and all tables together. */
  readonly tableCap?: number;
  readonly totalTableCap?: number;
}

type Step = { readonly table: TreeTables } | { readonly deep: DeepExplainer };

/** @throws ExplanationError if there are neither covers nor background rows, or too many of them */
export function createTreeExplainer(e: TreeEnsemble, options: TreeExplainerOptions): TreeExplainer {
  const making = explainerByTrees(e, options);
  for (;;) {
    const step = making.next();
    if (step.done) return step.value;
  }
}

/** As `createTreeExplainer`, with a stop after each tree: its tables take up to some milliseconds. */
export function* explainerByTrees(
  e: TreeEnsemble,
  options: TreeExplainerOptions,
): Generator<void, TreeExplainer, void> {
  const { width, background } = options;
  if (background === undefined && !e.hasCovers) {
    throw new ExplanationError('the model file has no covers and no background rows are stored with the model');
  }
  if (background !== undefined && (background.count < 1 || background.count > MAX_BACKGROUND_ROWS)) {
    throw new ExplanationError(`background must have 1 to ${MAX_BACKGROUND_ROWS} rows`);
  }
  const known = background === undefined ? undefined : toPrecision(e, background.rows);
  const count = background?.count ?? 0;
  const gameOf = (path: LeafPath): LeafGame =>
    known === undefined ? pathDependentGame(e, path) : interventionalGame(e, path, known, count, width);
  const deepOf = (root: number, depth: number): DeepExplainer =>
    known === undefined
      ? deepPathExplainer(e, root, depth, width)
      : deepInterventionalExplainer(e, root, depth, known, count, width);
  const cap = options.tableCap ?? 1 << 15;
  let room = options.totalTableCap ?? 1 << 22;
  let base = e.base;
  let mostNodes = 0;
  const steps: Step[] = [];
  for (const [t, root] of e.roots.entries()) {
    const nodes = (t + 1 < e.roots.length ? e.roots[t + 1] : e.feature.length) - root;
    const size = e.depths[t] > 24 || nodes > MAX_TABLE_NODES ? Infinity : tableSize(e, root, Math.min(cap, room));
    if (size <= Math.min(cap, room)) {
      const table = buildTables(e, root, gameOf);
      room -= size;
      base += table.base;
      mostNodes = Math.max(mostNodes, table.nodes.length);
      steps.push({ table });
    } else {
      base += known === undefined ? coverMean(e, root) : backgroundMean(e, root, known, count, width);
      steps.push({ deep: deepOf(root, e.depths[t]) });
    }
    yield;
  }
  const decisions = new Uint8Array(mostNodes);
  const BLOCK = 128;
  return {
    method: known === undefined ? 'path-dependent' : 'interventional',
    base,
    tableTrees: steps.filter((step) => 'table' in step).length,
    explain(rows, n, out) {
      for (let from = 0; from < n; from += BLOCK) {
        const to = Math.min(n, from + BLOCK);
        for (const step of steps) {
          if ('table' in step) addTableContributions(e, step.table, rows, from, to, width, out, decisions);
          else for (let i = from; i < to; i++) step.deep(rows, i * width, out);
        }
      }
    },
  };
}
