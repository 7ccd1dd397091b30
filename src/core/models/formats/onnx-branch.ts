import { UnsupportedModelError } from '../errors.js';
import { doubleBefore, floatBefore, NODE, type TreeColumns } from '../trees/index.js';
import type { CategorySets } from './category-words.js';
import type { Way } from './onnx-way.js';

/** The question of each branch mode: `before` asks for the float before the threshold, `swap` means "yes" goes right. */
const MODES: Readonly<Record<string, { before: boolean; swap: boolean; equal: boolean }>> = {
  BRANCH_LEQ: { before: false, swap: false, equal: false },
  BRANCH_LT: { before: true, swap: false, equal: false },
  BRANCH_GT: { before: false, swap: true, equal: false },
  BRANCH_GTE: { before: true, swap: true, equal: false },
  BRANCH_EQ: { before: false, swap: false, equal: true },
  BRANCH_NEQ: { before: false, swap: true, equal: true },
};

/** A branch as the file has it. */
export interface Branch {
  readonly mode: string;
  readonly column: number;
  readonly value: number;
  /** Members of a BRANCH_MEMBER. */
  readonly members?: readonly number[];
  readonly tracksTrue: boolean;
  /** Places of the children. */
  readonly yes: number;
  readonly no: number;
}

/** What goes for all branches of a file. */
export interface BranchContext {
  readonly way: Way;
  /** Are thresholds doubles? */
  readonly double: boolean;
  readonly categorySets: CategorySets;
}

/** Is a member a code that a set of bits can hold? */
const isCode = (member: number): boolean => Number.isInteger(member) && member >= 0 && member < 2 ** 24;

function placeMembers(
  t: TreeColumns,
  n: number,
  branch: Branch,
  members: readonly number[],
  context: BranchContext,
): void {
  const { way, categorySets } = context;
  if (!way.unscaled) throw new UnsupportedModelError('ONNX branch mode BRANCH_MEMBER', 'after a Scaler');
  if (!members.every(isCode))
    throw new UnsupportedModelError(
      'ONNX branch mode BRANCH_MEMBER',
      'of several members that are no whole numbers from 0',
    );
  const filled = way.filled(branch.column);
  const left = Number.isNaN(filled) ? branch.tracksTrue : members.includes(filled);
  t.left[n] = branch.yes;
  t.right[n] = branch.no;
  t.kind[n] = NODE.set | NODE.exact | (left ? NODE.missingLeft : 0);
  t.sets.set(n, categorySets.words(members, 'an ONNX tree'));
}

/** Lays a branch out at place `n`. @throws UnsupportedModelError for a mode that is not known */
export function placeBranch(t: TreeColumns, n: number, branch: Branch, context: BranchContext): void {
  const { way, double } = context;
  const { column, members } = branch;
  t.feature[n] = column >= 0 && column <= 0x7fffffff ? column : 0x7fffffff;
  if (members !== undefined && members.length !== 1) {
    placeMembers(t, n, branch, members, context);
    return;
  }
  const name = members === undefined ? branch.mode : 'BRANCH_EQ';
  if (!Object.hasOwn(MODES, name)) throw new UnsupportedModelError(`ONNX branch mode ${name}`);
  const mode = MODES[name];
  if (mode.equal && !way.unscaled) throw new UnsupportedModelError(`ONNX branch mode ${name}`, 'after a Scaler');
  const value = members?.[0] ?? branch.value;
  const limit = mode.before ? (double ? doubleBefore : floatBefore)(value) : value;
  const { threshold, turned } = way.question(column, limit);
  const swap = mode.swap !== turned;
  t.threshold[n] = threshold;
  t.left[n] = swap ? branch.no : branch.yes;
  t.right[n] = swap ? branch.yes : branch.no;
  // Without tracking, NaN answers "no" to every mode but NEQ.
  const filled = way.filled(column);
  const yesWhenFilled = (mode.equal ? filled === value : filled <= limit) !== mode.swap;
  const yes = Number.isNaN(filled) ? branch.tracksTrue || name === 'BRANCH_NEQ' : yesWhenFilled;
  t.kind[n] = (yes !== swap ? NODE.missingLeft : 0) | (mode.equal ? NODE.equal : 0);
}
