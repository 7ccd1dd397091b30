import pg from 'pg';

/** A node of a plan, as EXPLAIN tells of it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

type Explained = Record<'QUERY PLAN', { readonly Plan: PlanNode }[]>;

const withBelow = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(withBelow)];

async function explained(url: string, explain: (client: pg.Client) => Promise<pg.QueryResult<Explained>>) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const [row] = (await explain(client)).rows;
    const root = row?.['QUERY PLAN'][0]?.Plan;
    if (!root) throw new Error('no plan');
    return withBelow(root);
  } finally {
    await client.end();
  }
}

/** All nodes of the plan of a statement for these values. */
export const planOf = (url: string, sql: string, values: readonly unknown[] = []): Promise<PlanNode[]> =>
  explained(url, (client) => client.query(`EXPLAIN (FORMAT JSON) ${sql}`, [...values]));

/** All nodes of the plan that a connection keeps for all values of a prepared statement, once it has seen a few. */
export const keptPlanOf = (url: string, sql: string, values: readonly unknown[]): Promise<PlanNode[]> =>
  explained(url, async (client) => {
    await client.query('SET plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE kept AS ${sql}`);
    const literals = values.map((value) => client.escapeLiteral(Array.isArray(value) ? `{${value}}` : String(value)));
    return client.query(`EXPLAIN (FORMAT JSON) EXECUTE kept(${literals.join(', ')})`);
  });
