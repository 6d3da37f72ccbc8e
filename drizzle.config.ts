import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/main/engine/db/core/schema.ts', './src/main/engine/db/core/schema-recurring.ts'],
  out: './resources/migrations',
})
