import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** Each ban once, with the reason its reader needs; the blocks below pick the ones that apply. */
const ban = {
  enums: { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
  barrels: { selector: 'ExportAllDeclaration', message: 'No barrel files: import the real file.' },
  defaultExports: { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  rawSql: {
    selector: "MemberExpression[object.name='sql'][property.name='raw']",
    message: 'sql.raw puts text into a statement unescaped: pass a parameter or an identifier.',
  },
  unsafe: {
    selector: "CallExpression[callee.property.name='unsafe']",
    message: 'Only src/db may send prepared text; go through db/statement.ts or drizzle.',
  },
  clock: {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time is passed in (ctx.now); only kernel/clock.ts reads the clock.',
  },
  clockNow: {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Time is passed in (ctx.now); only kernel/clock.ts reads the clock.',
  },
  environment: {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only config.ts reads the environment.',
  },
  skippedTests: {
    selector:
      'MemberExpression[property.name=/^(only|skip|todo|skipIf|runIf)$/]' +
      ':matches([object.name=/^(it|test|describe)$/], [object.object.name=/^(it|test|describe)$/])',
    message: 'Nothing is skipped silently: a test runs, or it is not there.',
  },
  sleeps: {
    selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
    message: 'No sleeps: wait for the thing itself (test/support).',
  },
}

const everywhere = [ban.enums, ban.barrels, ban.rawSql]
const insideSource = [...everywhere, ban.defaultExports, ban.clock, ban.clockNow, ban.environment]

const sleep = (name) => ({ name, message: ban.sleeps.message })

const restrict = (bans) => ({ 'no-restricted-syntax': ['error', ...bans] })

const correctness = {
  eqeqeq: 'error',
  'no-constructor-return': 'error',
  'no-control-regex': 'error',
  'no-else-return': 'error',
  'no-empty': 'error',
  'no-eval': 'error',
  'no-extend-native': 'error',
  'no-fallthrough': 'error',
  'no-irregular-whitespace': 'error',
  'no-loss-of-precision': 'error',
  'no-misleading-character-class': 'error',
  'no-new-func': 'error',
  'no-self-compare': 'error',
  'no-sparse-arrays': 'error',
  'no-template-curly-in-string': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unreachable-loop': 'error',
  'no-unsafe-finally': 'error',
  'no-unused-private-class-members': 'error',
  'no-useless-backreference': 'error',
  'no-useless-rename': 'error',
  'no-useless-return': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'require-atomic-updates': ['error', { allowProperties: true }],
  'use-isnan': 'error',
  'valid-typeof': 'error',
}

const sizes = {
  'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: false, skipComments: false }],
  'max-depth': ['error', 4],
  complexity: ['error', 15],
}

const typed = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  '@typescript-eslint/no-useless-constructor': 'error',
  // A function may keep the asynchronous shape that its callers rely on before it has to wait.
  '@typescript-eslint/require-await': 'off',
  // Minutes are branded numbers, which the rule does not know as numbers.
  '@typescript-eslint/no-unsafe-unary-minus': 'off',
  '@typescript-eslint/restrict-template-expressions': [
    'error',
    { allowNumber: true, allowNever: true },
  ],
}

export default defineConfig(
  { ignores: ['node_modules/', 'coverage/', 'dist/', 'data/', '.cache/', 'drizzle/', 'patches/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: { ...correctness, ...sizes, ...typed, ...restrict([...everywhere, ban.unsafe]) },
  },
  { files: ['**/*.js'], rules: { ...correctness, ...sizes } },
  { files: ['src/**/*.{ts,tsx}'], rules: restrict([...insideSource, ban.unsafe]) },
  { files: ['src/db/**/*.ts'], rules: restrict(insideSource) },
  {
    files: ['src/kernel/clock.ts'],
    rules: restrict([...everywhere, ban.defaultExports, ban.environment, ban.unsafe]),
  },
  {
    files: ['src/config.ts'],
    rules: restrict([...everywhere, ban.defaultExports, ban.clock, ban.clockNow, ban.unsafe]),
  },
  {
    // A `describe` is a list, not a function to read; replies of the API arrive as unknown JSON.
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      ...restrict([...everywhere, ban.skippedTests, ban.unsafe, ban.sleeps]),
      'no-restricted-imports': ['error', ...['node:timers/promises', 'timers/promises'].map(sleep)],
    },
  },
  {
    // The harness makes databases by name and polls for processes to come up.
    files: ['test/support/**/*.ts', 'scripts/bench/**/*.ts'],
    rules: { ...restrict([...everywhere, ban.skippedTests]), 'no-restricted-imports': 'off' },
  },
  {
    // The promises of the books are plain SQL in a file of their own.
    files: ['scripts/support/broken-promises.ts'],
    rules: restrict(everywhere),
  },
)
