import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/main/engine/db/schema.ts', './src/main/engine/db/schema-recurring.ts'],
  out: './resources/migrations',
})
