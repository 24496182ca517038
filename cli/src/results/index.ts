import { z } from 'zod';
import { auditLine, auditLines, auditVerification } from './audit.ts';
import { accessItem } from './brings.ts';
import { clientDeleted, clientList, createdClient } from './clients.ts';
import { contextList, contextRemoved, contextUsed, loggedIn, loggedOut } from './context.ts';
import { queryResult, tableList } from './db.ts';
import { devEvent } from './dev.ts';
import { errorCodes, explained } from './explain.ts';
import {
  configuration,
  configurationChanged,
  installation,
  installationList,
  installed,
  logLine,
  logLines,
  plannedInstallation,
  plannedUpdate,
  uninstalled,
  updateResult,
} from './installations.ts';
import { issue } from './issue.ts';
import { explanation, member, memberList, memberRemoved } from './members.ts';
import { operationList, operationResult } from './operations.ts';
import { planned } from './planned.ts';
import { codeDistrusted, codeTrusted, pluginInfo, searchResult } from './plugins.ts';
import { buildResult, created, packResult, publishPlan, publishResult, validated } from './project.ts';
import { role, roleDeleted, roleList } from './roles.ts';
import { diagnosis, started, status } from './server.ts';
import { tenantCreated, tenantDeleted, tenantList, tenantNow } from './tenants.ts';
import {
  team,
  teamDeleted,
  teamList,
  teamMemberAdded,
  teamMemberList,
  teamMemberRemoved,
  workspace,
  workspaceDeleted,
  workspaceList,
  workspaceMember,
  workspaceMemberList,
  workspaceMemberRemoved,
} from './workspaces.ts';
import { createdToken, principal, token, tokenList, tokenRevoked } from './tokens.ts';

/** Output of every command with `--json` if it fails. */
export const errorDocument = z.object({
  error: z.object({
    code: z.string().describe('Stable error code. `plexica explain <code>` describes it.'),
    message: z.string(),
    hint: z.string().describe('What to do next.'),
    status: z.int().describe('HTTP status of this kind of error.'),
    issues: z.array(issue).optional(),
    access: z.array(accessItem).optional().describe('For `access_change`: access that was not accepted.'),
    requestId: z.string().optional().describe('Id of the request in the log of the server.'),
  }),
});

/** Output of each command with `--json`. `up`, `dev`, `logs --follow` and `audit --follow` print one document per line. */
export const results: Record<string, z.ZodType> = {
  activate: z.union([installation, planned]),
  audit: z.union([auditLines, auditLine, auditVerification]),
  build: buildResult,
  'clients create': z.union([createdClient, planned]),
  'clients delete': z.union([clientDeleted, planned]),
  'clients list': clientList,
  'clients rotate': z.union([createdClient, planned]),
  'config get': configuration,
  'config set': z.union([configuration, configurationChanged, planned]),
  'context list': contextList,
  'context remove': contextRemoved,
  'context use': contextUsed,
  create: created,
  db: z.union([queryResult, tableList, planned]),
  deactivate: z.union([installation, planned]),
  dev: z.union([devEvent, planned]),
  doctor: diagnosis,
  explain: z.union([explained, errorCodes]),
  info: pluginInfo,
  install: z.union([installed, plannedInstallation]),
  login: loggedIn,
  logout: loggedOut,
  logs: z.union([logLines, logLine]),
  'members invite': z.union([member, planned]),
  'members list': memberList,
  'members remove': z.union([memberRemoved, planned]),
  'members set-role': z.union([member, planned]),
  'members show': member,
  'operations cancel': z.union([operationResult, planned]),
  'operations list': operationList,
  'operations show': operationResult,
  'operations wait': operationResult,
  pack: packResult,
  'permissions explain': explanation,
  plugins: installationList,
  'plugins distrust': z.union([codeDistrusted, planned]),
  'plugins trust': z.union([codeTrusted, planned]),
  publish: z.union([publishResult, publishPlan]),
  'roles create': z.union([role, planned]),
  'roles delete': z.union([roleDeleted, planned]),
  'roles list': roleList,
  'roles show': role,
  'roles update': z.union([role, planned]),
  search: searchResult,
  status,
  'tenants create': z.union([tenantCreated, planned]),
  'tenants delete': z.union([tenantDeleted, planned]),
  'tenants list': tenantList,
  'tenants show': tenantNow,
  'tokens create': z.union([createdToken, planned]),
  'tokens list': tokenList,
  'tokens revoke': z.union([tokenRevoked, planned]),
  'tokens rotate': z.union([createdToken, planned]),
  'tokens show': token,
  uninstall: z.union([uninstalled, planned]),
  up: z.union([started, planned]),
  update: z.union([updateResult, plannedUpdate]),
  validate: validated,
  whoami: principal,
  'workspaces create': z.union([workspace, planned]),
  'workspaces delete': z.union([workspaceDeleted, planned]),
  'workspaces list': workspaceList,
  'workspaces members add': z.union([workspaceMember, planned]),
  'workspaces members list': workspaceMemberList,
  'workspaces members remove': z.union([workspaceMemberRemoved, planned]),
  'workspaces members set-role': z.union([workspaceMember, planned]),
  'workspaces rename': z.union([workspace, planned]),
  'workspaces show': workspace,
  'workspaces teams add': z.union([teamMemberAdded, planned]),
  'workspaces teams create': z.union([team, planned]),
  'workspaces teams delete': z.union([teamDeleted, planned]),
  'workspaces teams list': teamList,
  'workspaces teams members': teamMemberList,
  'workspaces teams remove': z.union([teamMemberRemoved, planned]),
  'workspaces teams rename': z.union([team, planned]),
};
