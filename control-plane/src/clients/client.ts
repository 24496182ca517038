import { z } from 'zod';
import { OverlapSeconds } from '../access/overlap-seconds.ts';
import { PermissionList } from '../access/permission-list.ts';
import { recorded } from '../http/recorded.ts';

export const NewClient = z
  .strictObject({
    name: recorded(
      z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9._-]{0,62}$/i,
          'must have 1 to 63 letters, digits, dots, dashes or underscores',
        )
        .describe('Name of the client, unique in the tenant'),
    ),
    permissions: recorded(PermissionList.describe('Permissions in the tenant, such as `crm.contacts.read`')),
  })
  .meta({ id: 'NewClient' });

export const RotateClient = z.strictObject({ overlapSeconds: OverlapSeconds }).meta({ id: 'RotateClient' });

export const Client = z
  .object({
    id: z.uuid().describe('The `client_id` of its token requests'),
    name: z.string(),
    permissions: z.array(z.string()),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    rotatedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Client' });
export type Client = z.output<typeof Client>;

export const CreatedClient = Client.extend({
  secret: z.string().describe('The `client_secret` of its token requests. It is not shown again'),
  tokenEndpoint: z.url().describe('Where it gets access tokens with the client credentials grant'),
}).meta({ id: 'CreatedClient' });
export type CreatedClient = z.output<typeof CreatedClient>;

export interface ClientRow {
  id: string;
  name: string;
  permissions: string[];
  created_by: string;
  created_at: Date;
  rotated_at: Date | null;
}

export const CLIENT_COLUMNS = 'id, name, permissions, created_by, created_at, rotated_at';

export function toClient(row: ClientRow): Client {
  const { id, name, permissions } = row;
  return {
    id,
    name,
    permissions,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    ...(row.rotated_at === null ? {} : { rotatedAt: row.rotated_at.toISOString() }),
  };
}
