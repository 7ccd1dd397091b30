const RANK = {
  audit: 0,
  access: 1,
  models: 1,
  members: 1,
  predictions: 2,
  scoring: 3,
  gaps: 2,
  ratings: 3,
  interventions: 3,
  portfolio: 4,
  simulations: 5,
  optimization: 6,
  imports: 5,
  exports: 5,
  demo: 6,
};
const M = '^src/modules/';
const order = Object.keys(RANK).map((m) => ({
  name: `module-order-${m}`,
  comment: `${m} (rank ${RANK[m]}) may only import modules of a lower rank.`,
  severity: 'error',
  from: { path: `${M}${m}/` },
  to: {
    path: M,
    pathNot: [
      `${M}${m}/`,
      ...Object.keys(RANK)
        .filter((o) => RANK[o] < RANK[m])
        .map((o) => `${M}${o}/`),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...order,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'core imports only core, and three libraries that are pure themselves: ajv, csv-parse, protobufjs.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/core/', '^node_modules/(ajv|csv-parse|protobufjs)/'] },
    },
    {
      name: 'module-front-door-only',
      comment: 'Another module is entered through its index.ts. (Entities and migrations are listed by ormconfig.ts.)',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/([^/]+)/.+', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'front-door-only-from-outside',
      severity: 'error',
      from: { path: '^src/(cli/|app\\.|main\\.|boot)|^ormconfig' },
      to: { path: '^src/modules/[^/]+/.+', pathNot: ['^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(modules|cli)/' },
    },
    {
      name: 'tests-stay-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
