import { z } from 'zod';
import { PageQuery, pageOf } from '../http/page.ts';
import { recorded } from '../http/recorded.ts';
import { routesOf } from '../http/route.ts';
import type { RegistryPlatform } from './platform.ts';
import { supersedeDevVersionsLater } from './dev-versions.ts';
import { documentReply } from './document.ts';
import { listVersions } from './list-versions.ts';
import { npmRoutes } from './npm-routes.ts';
import { findPlugin, Plugin, PluginSummary } from './plugin.ts';
import { planPublish } from './publish-rules.ts';
import { publishVersion } from './publish-version.ts';
import { ResolvedVersion, resolvePlugin } from './resolve-plugin.ts';
import { PluginQuery, searchPlugins } from './search-plugins.ts';
import { showPlugin } from './show-plugin.ts';
import { DEV_TAG } from './tags.ts';
import { refuseRest, uploadedOctets } from './upload.ts';
import { distrustCode, planDistrust, planTrust, trustCode, TrustedCode } from './trusted-code.ts';
import { distTagsOf, findVersion, toVersion, Version, VersionSummary } from './version.ts';

const route = routesOf<RegistryPlatform>();

const PluginPath = z.object({ plugin: recorded(z.string().describe('Id of the plugin')) });

const PublishQuery = z.strictObject({
  tag: recorded(
    z
      .string()
      .max(64)
      .optional()
      .describe(
        'Dist-tag, by default `latest`. Required for prereleases. If the version is already published, only the tag moves',
      ),
  ),
  integrity: z
    .string()
    .regex(
      /^sha512-[A-Za-z0-9+/]{86}==$/,
      'must be sha512- followed by 64 bytes in base64, with each plus sign encoded as %2B',
    )
    .optional()
    .describe('Expected checksum of the tarball (Subresource Integrity)'),
});

const PublishedVersion = Version.extend({
  unchanged: z.boolean().describe('Whether the same package was already published'),
}).meta({ id: 'PublishedVersion' });

export const registryRoutes = [
  route({
    id: 'searchPlugins',
    method: 'GET',
    path: '/v1/plugins',
    summary: 'Search published plugins',
    needs: { registry: 'metadata' },
    query: PluginQuery,
    answers: { 200: { description: 'One page of plugins', body: pageOf(PluginSummary) } },
    handle: async (call) => documentReply(call, await searchPlugins(call.platform, call.query)),
  }),
  route({
    id: 'showPlugin',
    method: 'GET',
    path: '/v1/plugins/{plugin}',
    summary: 'Show a plugin, as described by its latest version',
    needs: { registry: 'metadata' },
    params: PluginPath,
    answers: { 200: { description: 'The plugin', body: Plugin } },
    handle: async (call) => documentReply(call, await showPlugin(call.platform.tables, call.params.plugin)),
  }),
  route({
    id: 'listVersions',
    method: 'GET',
    path: '/v1/plugins/{plugin}/versions',
    summary: 'List the versions of a plugin, highest first',
    needs: { registry: 'metadata' },
    params: PluginPath,
    query: PageQuery,
    answers: { 200: { description: 'One page of versions', body: pageOf(VersionSummary) } },
    handle: async (call) =>
      documentReply(call, await listVersions(call.platform.tables, call.params.plugin, call.query)),
  }),
  route({
    id: 'showVersion',
    method: 'GET',
    path: '/v1/plugins/{plugin}/versions/{version}',
    summary: 'Show a version and its manifest',
    needs: { registry: 'metadata' },
    params: PluginPath.extend({ version: z.string().describe('Version or dist-tag') }),
    answers: { 200: { description: 'The version', body: Version } },
    handle: async (call) => {
      const { tables, url } = call.platform;
      const { id } = await findPlugin(tables, call.params.plugin);
      const version = await findVersion(call.platform, id, call.params.version);
      return documentReply(call, toVersion(version, await distTagsOf(tables, id), url));
    },
  }),
  route({
    id: 'publishVersion',
    method: 'PUT',
    path: '/v1/plugins/{plugin}/versions/{version}',
    summary: 'Publish a version by uploading its tarball',
    needs: { permission: 'plugins.publish', scope: 'publish' },
    params: PluginPath.extend({ version: recorded(z.string().describe('The version in the package')) }),
    query: PublishQuery,
    octets: true,
    answers: {
      201: { description: 'The version was published', body: PublishedVersion },
      200: {
        description:
          'The same package was already published. If the request names a tag, the tag now points to the version',
        body: PublishedVersion,
      },
    },
    plan: ({ platform, params, query, principal }) =>
      planPublish(platform.tables, { ...params, ...query }, principal),
    handle: async ({ platform, params, query, principal, request, response }) => {
      refuseRest(request, response);
      const octets = uploadedOctets(request);
      const announced = { ...params, ...query };
      const { version, distTags, unchanged } = await publishVersion(platform, announced, octets, principal);
      if (query.tag === DEV_TAG) void supersedeDevVersionsLater(platform, params.plugin);
      const document = toVersion(version, distTags, platform.url);
      const location = `/v1/plugins/${params.plugin}/versions/${params.version}`;
      return {
        status: unchanged ? 200 : 201,
        body: { ...document, unchanged },
        headers: { Location: location },
      };
    },
  }),
  route({
    id: 'trustCode',
    method: 'PUT',
    path: '/v1/plugins/{plugin}/trusted-code',
    summary: "Mark a plugin's code as trusted, so that it can run without the kernel wall",
    needs: { permission: 'plugins.trust', scope: 'platform' },
    params: PluginPath,
    answers: { 200: { description: 'The code is trusted', body: TrustedCode } },
    plan: ({ platform, params }) => planTrust(platform, params.plugin),
    handle: async ({ platform, params, principal }) => ({
      status: 200,
      body: await trustCode(platform, params.plugin, principal.id),
    }),
  }),
  route({
    id: 'distrustCode',
    method: 'DELETE',
    path: '/v1/plugins/{plugin}/trusted-code',
    summary: "Stop trusting a plugin's code",
    needs: { permission: 'plugins.trust', scope: 'platform' },
    params: PluginPath,
    answers: { 204: { description: 'The code is not trusted' } },
    plan: ({ platform, params }) => planDistrust(platform, params.plugin),
    handle: async ({ platform, params }) => {
      await distrustCode(platform, params.plugin);
      return { status: 204 };
    },
  }),
  route({
    id: 'resolvePlugin',
    method: 'GET',
    path: '/v1/plugins/{plugin}/resolve',
    summary: 'Find the version that a range resolves to',
    needs: { registry: 'metadata' },
    params: PluginPath,
    query: z.strictObject({
      range: z
        .string()
        .max(200)
        .default('')
        .describe('Version, semver range or dist-tag, resolved as npm does. By default `latest`'),
    }),
    answers: { 200: { description: 'The version', body: ResolvedVersion } },
    handle: async (call) =>
      documentReply(call, await resolvePlugin(call.platform, call.params.plugin, call.query.range)),
  }),
  ...npmRoutes,
];
