import { findDelegatedGroup } from './delegated-group.ts';
import { SandboxGroups } from './sandbox-groups.ts';

/** Whether the kernel limits each sandbox as a whole. */
export interface SandboxLimits {
  groups: SandboxGroups | undefined;
  /** One sentence for an operator. */
  why: string;
}

/** Uses cgroup v2 where it was delegated to the server. Elsewhere each process has limits of its own. */
export async function limitSandboxes(): Promise<SandboxLimits> {
  const without = (reason: string): SandboxLimits => ({
    groups: undefined,
    why: `control groups do not limit memory, processes and CPU time of plugins: ${reason}`,
  });
  if (process.platform !== 'linux') return without('cgroup v2 requires Linux');
  const delegation = await findDelegatedGroup();
  if ('missing' in delegation) return without(delegation.missing);
  try {
    const groups = new SandboxGroups(delegation.group);
    return { groups, why: 'control groups limit memory, processes and CPU time of plugins' };
  } catch (error) {
    return without((error as Error).message);
  }
}
