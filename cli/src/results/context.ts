import { z } from 'zod';

const contextEntry = z.object({
  name: z.string(),
  server: z.string(),
  current: z.boolean(),
  loggedIn: z.boolean().describe('Whether the context has a saved token.'),
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
  wasLoggedIn: z.boolean().describe('Whether the context had a saved token.'),
  dryRun: z.boolean(),
});
export type LoggedOut = z.infer<typeof loggedOut>;

export const loggedIn = z.object({
  context: z.string(),
  server: z.string(),
  principal: z.string(),
  scope: z.string(),
  dryRun: z.boolean(),
});
export type LoggedIn = z.infer<typeof loggedIn>;
