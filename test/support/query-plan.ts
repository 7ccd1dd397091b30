import { query } from './database.js';

/** A node of a plan, as EXPLAIN tells of it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

type Explained = Record<'QUERY PLAN', { readonly Plan: PlanNode }[]>;

const withBelow = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(withBelow)];

/** All nodes of the plan of a statement. */
export async function planOf(url: string, sql: string, values: readonly unknown[] = []): Promise<PlanNode[]> {
  const [row] = await query<Explained>(url, `EXPLAIN (FORMAT JSON) ${sql}`, values);
  const root = row?.['QUERY PLAN'][0]?.Plan;
  if (!root) throw new Error('no plan');
  return withBelow(root);
}
