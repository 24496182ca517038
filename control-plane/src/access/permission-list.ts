import { z } from 'zod';
import { PERMISSION_PATTERN, permissionProblem } from './permissions.ts';

/** Permissions as requests give them to a token, a role or a client. */
export const PermissionList = z
  .array(
    z
      .string()
      .regex(PERMISSION_PATTERN, {
        error: 'must be a dotted key such as crm.contacts.read, or end in *',
        abort: true,
      })
      .superRefine((pattern, check) => {
        const problem = permissionProblem(pattern);
        if (problem !== undefined) check.addIssue(`${pattern} ${problem}`);
      }),
  )
  .min(1)
  .max(100);
