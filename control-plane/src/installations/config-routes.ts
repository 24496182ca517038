import { z } from 'zod';
import { ifMatchOf } from '../http/if-match.ts';
import { recorded } from '../http/recorded.ts';
import { routesOf, type Call, type Reply } from '../http/route.ts';
import type { InstallationsPlatform } from './platform.ts';
import { covers } from '../access/permissions.ts';
import { answerWith } from '../operations/answer.ts';
import { checkConfig, Configuration, configure, showConfig, type ConfigChange } from './configure.ts';
import { PluginPath, SLOW } from './route-parts.ts';

const route = routesOf<InstallationsPlatform>();

const Values = recorded(z.record(z.string(), z.unknown()));

const PATH = '/v1/tenants/{tenant}/plugins/{plugin}/config';
const WRITE = { permission: 'config.write', scope: 'tenant' } as const;
const ANSWERS = {
  200: { description: 'The configuration', body: Configuration },
  204: {
    description: 'The configuration was changed. Without the permission `config.read`, it is not returned',
  },
  ...SLOW,
};

type ConfigCall = Call<InstallationsPlatform, z.output<typeof PluginPath>, unknown, z.output<typeof Values>>;

function changeOf({ body, request }: ConfigCall, how: ConfigChange['how']): ConfigChange {
  return { values: body, how, ifMatch: ifMatchOf(request) };
}

async function plan(call: ConfigCall, how: ConfigChange['how']) {
  const { tenant, plugin } = call.params;
  await checkConfig(call.platform, tenant, plugin, changeOf(call, how));
  const detail = how === 'merge' ? changedKeys(call.body) : '';
  const change = { action: 'update' as const, resource: 'configuration', name: plugin };
  return [detail === '' ? change : { ...change, detail }];
}

/** Only keys: values may be secrets. */
function changedKeys(values: Record<string, unknown>): string {
  const keys = Object.keys(values);
  const set = keys.filter((key) => values[key] !== null);
  const taken = keys.filter((key) => values[key] === null);
  return [
    ...(set.length === 0 ? [] : [`sets ${set.join(', ')}`]),
    ...(taken.length === 0 ? [] : [`removes ${taken.join(', ')}`]),
  ].join('; ');
}

async function change(call: ConfigCall, how: ConfigChange['how']): Promise<Reply> {
  const { platform, principal, params } = call;
  const { tenant, plugin } = params;
  const operation = await configure(platform, tenant, plugin, changeOf(call, how), principal.id);
  return answerWith(call, operation, async () => {
    if (!covers(principal.permissions, 'config.read')) return { status: 204 };
    return show(call);
  });
}

async function show({ platform, params: { tenant, plugin } }: ConfigCall): Promise<Reply> {
  const { tag, configuration } = await showConfig(platform, tenant, plugin);
  return { status: 200, body: configuration, headers: { ETag: tag } };
}

export const configRoutes = [
  route({
    id: 'showConfig',
    method: 'GET',
    path: PATH,
    summary:
      "Show a plugin's configuration without its secrets. Send the ETag as If-Match when you change it",
    needs: { permission: 'config.read', scope: 'tenant' },
    params: PluginPath,
    answers: { 200: { description: 'The configuration', body: Configuration } },
    handle: (call) => show({ ...call, body: {} }),
  }),
  route({
    id: 'replaceConfig',
    method: 'PUT',
    path: PATH,
    summary: "Replace a plugin's configuration. Omitted secrets are kept; null removes a secret",
    needs: WRITE,
    params: PluginPath,
    body: Values,
    ifMatch: true,
    answers: ANSWERS,
    plan: (call) => plan(call, 'replace'),
    handle: (call) => change(call, 'replace'),
  }),
  route({
    id: 'patchConfig',
    method: 'PATCH',
    path: PATH,
    summary:
      "Change parts of a plugin's configuration with a merge patch (RFC 7396). Null removes a value; omitted values are kept",
    needs: WRITE,
    params: PluginPath,
    body: Values,
    ifMatch: true,
    answers: ANSWERS,
    plan: (call) => plan(call, 'merge'),
    handle: (call) => change(call, 'merge'),
  }),
];
