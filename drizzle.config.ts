import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/db/commands-store.ts',
    './src/features/*/tables.ts',
    './src/features/*/tables/*.ts',
  ],
  out: './drizzle',
})
