import tseslint from 'typescript-eslint';

const pureCore = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'core is pure: take asOf as an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'core is pure: take asOf as an argument.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'core is pure: take a seed as an argument.',
  },
  { selector: "MemberExpression[object.name='process']", message: 'core is pure: no environment.' },
];

const noFocus = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip)$/]',
    message: 'Focused or skipped tests do not land.',
  },
];

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', '.data/**', '**/*.cjs'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { prefer: 'type-imports', fixStyle: 'inline-type-imports' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 250 }],
      'no-restricted-syntax': ['error', ...noFocus],
    },
  },
  // Dependency injection reads constructor parameter types at run time: they must stay value imports.
  {
    files: ['src/modules/**/*.ts', 'src/platform/**/*.ts', 'src/*.ts', 'test/**/*.ts', 'src/cli/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  { files: ['src/core/**/*.ts'], ignores: ['**/*.spec.ts'], rules: { 'no-restricted-syntax': ['error', ...pureCore] } },
  { files: ['bin/**/*.mjs', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
);
