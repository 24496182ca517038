import { z } from 'zod';

/** One thing that a version of a plugin asks for, as requests accept it. */
export const AcceptedAccess = z.object({
  plugin: z.string().describe('Id of the plugin'),
  key: z
    .string()
    .describe('Key of the manifest that requests it, such as `access.network` or `routes.public`'),
  value: z.string().describe('The host, route or pattern that it requests'),
});

/** The same as plans and problems show it. */
export const AccessItem = AcceptedAccess.extend({
  text: z
    .string()
    .describe(
      'Completes a sentence that starts with the plugin id, such as `reaches api.stripe.com over https`',
    ),
}).meta({ id: 'AccessItem' });
