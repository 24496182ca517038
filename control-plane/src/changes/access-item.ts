import { z } from 'zod';

/** One thing that a version of a plugin asks for, as requests accept it. */
export const AcceptedAccess = z.object({
  plugin: z.string().describe('Id of the plugin'),
  key: z.string().describe('Where its manifest asks for it: `access.network`, `routes.public`'),
  value: z.string().describe('What exactly: a host, a route, a pattern'),
});

/** The same as plans and problems show it. */
export const AccessItem = AcceptedAccess.extend({
  text: z
    .string()
    .describe('The rest of a sentence that begins with the id: `reaches api.stripe.com over https`'),
}).meta({ id: 'AccessItem' });
