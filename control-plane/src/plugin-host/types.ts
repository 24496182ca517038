import type { Readable } from 'node:stream';
import type { WorkspaceRole } from '../access/workspace-role.ts';
import type { LogLevel } from './channel/protocol.ts';

/** One installation at one version and configuration: what a process is made of. */
export interface Sandboxed {
  installation: number;
  /** Slug. */
  tenant: string;
  /** Id. */
  plugin: string;
  version: string;
  /** Absolute folder that holds `dist/backend/index.js`; every user can reach it when the host is root. */
  bundle: string;
  config: Record<string, unknown>;
  /** Grows with each change of the configuration. */
  configVersion: number;
  /** Hosts that `ctx.fetch` may reach: `access.network` of its manifest. */
  network: readonly string[];
  /** Whether `ctx.members` and the address of `ctx.user` are available: `access.members` of its manifest. */
  members: boolean;
  /** Whether its manifest asks to make code of text, and so was consented to: `access.codeGeneration`. */
  codeGeneration: boolean;
  /** Whether somebody answers for its code, so that it may run without the kernel wall. */
  trusted: boolean;
}

export interface PluginCall {
  route: { method: string; path: string; handler: string };
  method: string;
  /** Below the plugin's prefix, beginning with `/`, without the query. */
  path: string;
  params: Record<string, string>;
  /** Without `?`. */
  query: string;
  /** Without credentials; the host passes on what it gets. */
  headers: [string, string][];
  /** `permissions` are patterns of this plugin without its id: `contacts.read`, `contacts.*`, `*`. */
  user?: { id: string; name: string; email?: string; permissions: string[] };
  /** The workspace of the request, in a plugin whose data belongs to workspaces. */
  workspace?: { id: string; slug: string; role: WorkspaceRole };
  body: Buffer | Readable | undefined;
  /** Aborts when the caller has gone away. */
  signal: AbortSignal;
  requestId: string;
}

export interface PluginAnswer {
  status: number;
  headers: [string, string][];
  /** A Buffer where the answer was whole at once, a stream (which must be read or destroyed) otherwise. */
  body: Buffer | Readable | undefined;
}

/** What the gateway tells of a request that it has passed on. */
export interface RequestSummary {
  method: string;
  /** The pattern of the route: what stands in its parameters and in the query may be secret. */
  path: string;
  /** Absent where the caller left before there was one. */
  status?: number;
  /** Milliseconds until the answer was sent or cut off. */
  ms: number;
}

export interface LogLine {
  time: Date;
  level: LogLevel;
  message: string;
  details: Record<string, unknown> | undefined;
  requestId: string | undefined;
  request?: RequestSummary;
}
