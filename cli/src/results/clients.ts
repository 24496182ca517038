import { z } from 'zod';

export const client = z.object({
  id: z.string().describe('The `client_id`.'),
  name: z.string(),
  permissions: z.array(z.string()),
  createdBy: z.string(),
  createdAt: z.string(),
  rotatedAt: z.string().optional(),
});
export type ClientResult = z.infer<typeof client>;

export const createdClient = client.extend({
  secret: z.string().describe('The `client_secret`. It is shown only once.'),
  tokenEndpoint: z.string(),
});
export type CreatedClient = z.infer<typeof createdClient>;

export const clientList = z.object({ tenant: z.string(), clients: z.array(client) });
export type ClientList = z.infer<typeof clientList>;

export const clientDeleted = z.object({ id: z.string(), name: z.string(), deleted: z.literal(true) });
export type ClientDeleted = z.infer<typeof clientDeleted>;
