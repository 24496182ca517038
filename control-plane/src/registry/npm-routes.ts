import { z } from 'zod';
import { routesOf, type Call, type Reply } from '../http/route.ts';
import type { RegistryPlatform } from './platform.ts';
import { documentReply } from './document.ts';
import { ABBREVIATED, packument } from './packument.ts';
import { sendTarball } from './send-tarball.ts';

const route = routesOf<RegistryPlatform>();

const PackagePath = z.object({
  name: z.string().describe('Name of the package. Write a scoped name as @scope%2Fname'),
});
const ScopedPath = z.object({ scope: z.string().describe('Scope without the @'), name: z.string() });
const file = z.string().describe('`<name without scope>-<version>.tgz`');

const packumentAnswers = {
  200: { description: 'The packument in the format of npm', body: z.looseObject({}) },
};
const tarballAnswers = { 200: { description: 'The tarball', body: 'application/octet-stream' } };

async function answerPackument(call: Call<RegistryPlatform>, packageName: string): Promise<Reply> {
  const abbreviated = call.request.accepts(['application/json', ABBREVIATED]) === ABBREVIATED;
  return documentReply(call, await packument(call.platform, packageName, abbreviated), {
    'Content-Type': abbreviated ? ABBREVIATED : 'application/json',
    Vary: 'Accept',
  });
}

async function answerTarball(
  { platform, request, response }: Call<RegistryPlatform>,
  packageName: string,
  file: string,
): Promise<Reply> {
  await sendTarball(platform, { packageName, file }, request, response);
  return undefined;
}

/**
 * Routes for npm, pnpm and yarn. They write a scoped name as one path segment or as two, so every resource has both
 * paths.
 */
export const npmRoutes = [
  route({
    id: 'packument',
    method: 'GET',
    path: '/npm/{name}',
    summary: 'Get all versions of a package, for npm clients',
    needs: { registry: 'metadata' },
    params: PackagePath,
    answers: packumentAnswers,
    handle: (call) => answerPackument(call, call.params.name),
  }),
  route({
    id: 'scopedPackument',
    method: 'GET',
    path: '/npm/@{scope}/{name}',
    summary: 'Get all versions of a scoped package, for npm clients',
    needs: { registry: 'metadata' },
    params: ScopedPath,
    answers: packumentAnswers,
    handle: (call) => answerPackument(call, `@${call.params.scope}/${call.params.name}`),
  }),
  route({
    id: 'tarball',
    method: 'GET',
    path: '/npm/{name}/-/{file}',
    summary: 'Download the tarball of a version',
    needs: { registry: 'code' },
    params: PackagePath.extend({ file }),
    answers: tarballAnswers,
    handle: (call) => answerTarball(call, call.params.name, call.params.file),
  }),
  route({
    id: 'scopedTarball',
    method: 'GET',
    path: '/npm/@{scope}/{name}/-/{file}',
    summary: 'Download the tarball of a version of a scoped package',
    needs: { registry: 'code' },
    params: ScopedPath.extend({ file }),
    answers: tarballAnswers,
    handle: (call) => answerTarball(call, `@${call.params.scope}/${call.params.name}`, call.params.file),
  }),
];
