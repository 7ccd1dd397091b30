import { existsSync } from 'node:fs';
import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

const plugins = [
  swc.vite({
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
  }),
];

export default defineConfig({
  plugins,
  test: {
    passWithNoTests: false,
    allowOnly: false,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // The command line and the entry points are run by tests as processes of their own, workers as threads, where v8's
      // coverage of this process does not see them.
      exclude: [
        'src/**/*.spec.ts',
        'src/**/*.fixture.ts',
        'src/**/index.ts',
        'src/cli/**',
        'src/**/*.worker.ts',
        'src/{main,serve,worker}.ts',
      ],
      reporter: ['text-summary', 'json-summary'],
      // Without CMS's tables beside the project the tests that read them are left out.
      thresholds: { lines: 90, branches: existsSync('../shared/cms') ? 90 : 88 },
    },
    projects: [
      {
        plugins,
        test: { name: 'unit', include: ['src/**/*.spec.ts'], isolate: false },
      },
      {
        plugins,
        test: {
          name: 'database',
          isolate: false,
          include: ['test/**/*.spec.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
