import { z } from 'zod';

const kind = z.enum(['token', 'login']).describe('`login` for a person, `token` for an API token.');

const contextEntry = z.object({
  name: z.string(),
  server: z.string(),
  current: z.boolean(),
  loggedIn: z.boolean().describe('Whether the context has a saved token or login.'),
  kind,
  tenant: z.string().optional().describe('Of a login: the tenant that commands use without `--tenant`.'),
  project: z.string().optional().describe('Folder of the project whose `plexica dev` created it.'),
});

export const contextList = z.object({ contexts: z.array(contextEntry) });
export type ContextList = z.infer<typeof contextList>;

export const contextUsed = z.object({ name: z.string(), server: z.string(), dryRun: z.boolean() });
export type ContextUsed = z.infer<typeof contextUsed>;

export const contextRemoved = z.object({
  name: z.string(),
  server: z.string(),
  wasInUse: z.boolean().describe('Whether it was the current context. If so, no context is selected now.'),
  dryRun: z.boolean(),
});
export type ContextRemoved = z.infer<typeof contextRemoved>;

export const loggedOut = z.object({
  context: z.string(),
  server: z.string(),
  kind,
  wasLoggedIn: z.boolean().describe('Whether the context had a saved token or login.'),
  ended: z.boolean().describe('Whether a login has ended on the server. A removed token stays valid.'),
  dryRun: z.boolean(),
});
export type LoggedOut = z.infer<typeof loggedOut>;

export const loggedIn = z.object({
  context: z.string(),
  server: z.string(),
  principal: z.string().optional().describe('Absent with --dry-run, except for a token.'),
  scope: z.string().optional().describe('Absent with --dry-run, except for a token.'),
  tenant: z.string().optional().describe('Of a login: the tenant.'),
  name: z.string().optional().describe('Of a login: display name of the person.'),
  email: z.string().optional().describe('Of a login: address of the person.'),
  dryRun: z.boolean(),
});
export type LoggedIn = z.infer<typeof loggedIn>;
