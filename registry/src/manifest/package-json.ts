import { z } from 'zod';
import { exactVersion, line, ruled, semverRange } from './fields.ts';

const npmName = ruled((name) =>
  /^(@[a-z0-9][a-z0-9._-]{0,99}\/)?[a-z][a-z0-9-]{0,99}$/.test(name)
    ? undefined
    : 'is not an npm name of the form "id" or "@scope/id"',
).meta({ examples: ['crm'] });

const url = z
  .string()
  .max(500)
  .regex(/^[^\s\p{C}]+$/u, 'is not a URL');

/** What package.json says and plexica.json does not repeat. */
export const packageFields = {
  name: npmName,
  version: exactVersion,
  description: line(500).optional(),
  license: line(100),
  author: z
    .union([line(200), z.object({ name: line(100), email: line(200).optional(), url: url.optional() })], {
      error: 'must be "Name <email>" or { name, email, url }',
    })
    .optional(),
  repository: z
    .union([url, z.object({ type: line(20).optional(), url, directory: line(200).optional() })], {
      error: 'must be a URL or { type, url, directory }',
    })
    .optional(),
  keywords: z.array(line(50)).max(50).optional(),
  engines: z.object({ plexica: semverRange }),
};

/** `package.json` of a plugin project; keys that Plexica has no use for are left alone. */
export const packageJson = z.looseObject({
  ...packageFields,
  license: z.string({ error: 'is missing; name a license such as "MIT" or "UNLICENSED"' }).pipe(line(100)),
  engines: z.looseObject(
    {
      plexica: ruled((range) => semverRange.safeParse(range).error?.issues[0]?.message).meta({
        examples: ['>=0.1'],
      }),
    },
    { error: 'is missing; add the versions of Plexica that it works with: { "plexica": ">=0.1" }' },
  ),
});

export type PackageJson = z.infer<typeof packageJson>;
