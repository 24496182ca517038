import { Op } from 'sequelize';
import { z } from 'zod';
import { PageQuery, fromCursor, pageOf, toPage } from '../http/page.ts';
import { recorded } from '../http/recorded.ts';
import { routesOf, type Call } from '../http/route.ts';
import type { InstallationsPlatform } from './platform.ts';
import { answerWith } from '../operations/answer.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { AcceptedAccess } from '../changes/access-item.ts';
import { activate, planActivate } from './activate.ts';
import { configRoutes } from './config-routes.ts';
import { deactivate, planDeactivate } from './deactivate.ts';
import { checkInstall, install, toChanges } from './install.ts';
import { findInstallation, Installation, toInstallation } from './installation.ts';
import { PlanAnswer, planToShow, toPlanAnswer } from './plan.ts';
import { queryRoutes } from './query-routes.ts';
import { logRoutes } from './log-routes.ts';
import { PluginPath, SLOW, TenantPath } from './route-parts.ts';
import { planUninstall, uninstall } from './uninstall.ts';
import { checkUpdate, update, updateChanges } from './update.ts';

const route = routesOf<InstallationsPlatform>();

const Values = recorded(z.record(z.string(), z.unknown()));

/** Parsing takes longer the longer it is. */
const Range = recorded(z.string().max(200)).default('latest').describe('Version, semver range or dist-tag');

/** No plan requests more: a manifest has at most 500 routes, 200 subscriptions and 50 hosts. */
const MOST_ACCEPTED = 5_000;

const InstallRequest = z
  .strictObject({
    plugin: recorded(z.string().describe('Id of the plugin')),
    range: Range,
    config: Values.default({}).describe("Values for the plugin's configuration"),
    trust: z.boolean().default(false).describe('Run the plugin even without the kernel wall'),
    acceptAccess: z
      .array(AcceptedAccess)
      .max(MOST_ACCEPTED)
      .optional()
      .describe(
        'Items from `access` of a plan. Anything else that a plugin requests is refused. If omitted, everything is accepted',
      ),
  })
  .meta({ id: 'InstallRequest' });

const UpdateRequest = z
  .strictObject({
    range: Range,
    config: Values.default({}).describe('Configuration values to change'),
    trust: z.boolean().default(false).describe('Run the plugin even without the kernel wall'),
    acceptAccess: z
      .array(AcceptedAccess)
      .max(MOST_ACCEPTED)
      .default([])
      .describe(
        'Items from `access` of a plan or a problem: additional access of the new version that you accept',
      ),
    reset: z.boolean().default(false).describe('Recreate the installation. All its data is lost'),
    expectNext: z
      .boolean()
      .default(false)
      .describe(
        'Another update follows soon, as in `plexica dev`. The server starts a process for it in advance',
      ),
  })
  .meta({ id: 'UpdateRequest' });

const READ = { permission: 'installations.read', scope: 'tenant' } as const;
const WRITE = { permission: 'installations.write', scope: 'tenant' } as const;

async function installationOf(
  { platform }: Call<InstallationsPlatform>,
  { tenant, plugin }: z.output<typeof PluginPath>,
) {
  return toInstallation(platform, (await findInstallation(platform, tenant, plugin)).row);
}

export const installationRoutes = [
  route({
    id: 'listInstallations',
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins',
    summary: "List a tenant's plugins",
    needs: READ,
    params: TenantPath,
    query: PageQuery,
    answers: { 200: { description: 'One page of installations', body: pageOf(Installation) } },
    handle: async ({ platform, params, query: { limit, cursor } }) => {
      const { id } = await findActiveTenant(platform.tables, params.tenant);
      const after = fromCursor(cursor);
      const rows = await platform.tables.installations.findAll({
        where: { tenant: id, ...(after === undefined ? {} : { plugin: { [Op.gt]: after } }) },
        order: ['plugin'],
        limit: limit + 1,
      });
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          ({ plugin }) => plugin,
          (row) => toInstallation(platform, row),
        ),
      };
    },
  }),
  route({
    id: 'installPlugin',
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins',
    summary: 'Install a plugin and its dependencies',
    needs: WRITE,
    params: TenantPath,
    body: InstallRequest,
    answers: { 201: { description: 'The installation', body: Installation }, ...SLOW },
    plan: async ({ platform, params, body, principal }) =>
      toChanges(await checkInstall(platform, params.tenant, body, principal)),
    handle: async (call) => {
      const { params, body, platform, principal } = call;
      const operation = await install(platform, params.tenant, body, principal);
      return answerWith(call, operation, async () => ({
        status: 201,
        body: await installationOf(call, { ...params, plugin: body.plugin }),
        headers: { Location: `/v1/tenants/${params.tenant}/plugins/${body.plugin}` },
      }));
    },
  }),
  route({
    id: 'planInstallation',
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/actions/plan',
    summary: 'Show what an installation or update would change and which access it requests',
    needs: READ,
    params: TenantPath,
    body: InstallRequest,
    answers: { 200: { description: 'The plan', body: PlanAnswer } },
    plan: 'nothing',
    handle: async ({ platform, params, body, principal }) => ({
      status: 200,
      body: toPlanAnswer(await planToShow(platform, params.tenant, body, principal)),
    }),
  }),
  route({
    id: 'showInstallation',
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins/{plugin}',
    summary: 'Show an installation',
    needs: READ,
    params: PluginPath,
    answers: { 200: { description: 'The installation', body: Installation } },
    handle: async (call) => ({ status: 200, body: await installationOf(call, call.params) }),
  }),
  route({
    id: 'uninstallPlugin',
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/plugins/{plugin}',
    summary: 'Uninstall a plugin and erase its data',
    needs: WRITE,
    params: PluginPath,
    answers: { 204: { description: 'The plugin is uninstalled' }, ...SLOW },
    plan: async ({ platform, params }) =>
      (await planUninstall(platform, params.tenant, params.plugin)).changes,
    handle: async (call) => {
      const { tenant, plugin } = call.params;
      const operation = await uninstall(call.platform, tenant, plugin, call.principal.id);
      return answerWith(call, operation, async () => ({ status: 204 }));
    },
  }),
  route({
    id: 'activatePlugin',
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/actions/activate',
    summary: 'Activate a plugin',
    needs: WRITE,
    params: PluginPath,
    answers: { 200: { description: 'The installation', body: Installation }, ...SLOW },
    plan: async ({ platform, params: { tenant, plugin } }) => {
      await planActivate(platform, tenant, plugin);
      return [{ action: 'update', resource: 'installation', name: plugin, detail: 'active' }];
    },
    handle: async (call) => {
      const { tenant, plugin } = call.params;
      const operation = await activate(call.platform, tenant, plugin, call.principal.id);
      return answerWith(call, operation, async () => ({
        status: 200,
        body: await installationOf(call, call.params),
      }));
    },
  }),
  route({
    id: 'deactivatePlugin',
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/actions/deactivate',
    summary: 'Deactivate a plugin. Its data is kept',
    needs: WRITE,
    params: PluginPath,
    answers: { 200: { description: 'The installation', body: Installation }, ...SLOW },
    plan: async ({ platform, params: { tenant, plugin } }) => {
      await planDeactivate(platform, tenant, plugin);
      return [{ action: 'update', resource: 'installation', name: plugin, detail: 'inactive' }];
    },
    handle: async (call) => {
      const { tenant, plugin } = call.params;
      const operation = await deactivate(call.platform, tenant, plugin, call.principal.id);
      return answerWith(call, operation, async () => ({
        status: 200,
        body: await installationOf(call, call.params),
      }));
    },
  }),
  route({
    id: 'updatePlugin',
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/actions/update',
    summary: 'Update a plugin to another version',
    needs: WRITE,
    params: PluginPath,
    body: UpdateRequest,
    answers: { 200: { description: 'The installation', body: Installation }, ...SLOW },
    plan: async ({ platform, params: { tenant, plugin }, body, principal }) => {
      const ask = { plugin, ...body };
      return updateChanges(await checkUpdate(platform, tenant, ask, principal), ask);
    },
    handle: async (call) => {
      const { tenant, plugin } = call.params;
      const operation = await update(call.platform, tenant, { plugin, ...call.body }, call.principal);
      const reply = await answerWith(call, operation, async () => ({
        status: 200,
        body: await installationOf(call, call.params),
      }));
      // Warm the cache for the first request to the new version.
      call.platform.installations.find(tenant, plugin).catch(() => undefined);
      return reply;
    },
  }),
  ...configRoutes,
  ...queryRoutes,
  ...logRoutes,
];
