import { z } from 'zod';

export const queryResult = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.int().describe('OID of the type in PostgreSQL.') })),
  rows: z.array(z.array(z.string().nullable())).describe('Values in the text format of PostgreSQL.'),
  tag: z.string().describe('Command tag of PostgreSQL: `SELECT 3`, `INSERT 0 1`.'),
});
export type QueryResult = z.infer<typeof queryResult>;

export const tableList = z.object({
  tables: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['table', 'view']),
      columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
    }),
  ),
});
export type TableList = z.infer<typeof tableList>;
