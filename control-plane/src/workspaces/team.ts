import { z } from 'zod';
import { DisplayName } from '../http/display-name.ts';
import { recorded } from '../http/recorded.ts';

export const NewTeam = z
  .strictObject({ name: recorded(DisplayName.describe('Unique in the workspace')) })
  .meta({ id: 'NewTeam' });

export const Team = z
  .object({
    id: z.uuid(),
    name: z.string(),
    members: z.number().int().describe('Number of members'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Team' });
export type Team = z.output<typeof Team>;

export interface TeamRow {
  id: string;
  name: string;
  members: number;
  created_at: Date;
}

export function toTeam({ id, name, members, created_at: createdAt }: TeamRow): Team {
  return { id, name, members, createdAt: createdAt.toISOString() };
}
