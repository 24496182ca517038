import { acceptInvitation, terminalLogin } from './identity/people.ts';
import type { TestServer } from './server.ts';

/**
 * Invites somebody as the admin, accepts the invitation, and logs in.
 *
 * @param realm slug of a tenant, or `platform`
 * @returns an access token, valid for five minutes
 */
export async function person(
  server: TestServer,
  realm: string,
  email: string,
  roles: string[],
): Promise<string> {
  const path = realm === 'platform' ? '/v1/members' : `/v1/tenants/${realm}/members`;
  const { status, body } = await server.request('POST', path, { json: { email, roles } });
  if (status !== 201) throw new Error(`not invited: ${JSON.stringify(body)}`);
  const browser = await acceptInvitation(server, email, (email.split('@') as [string])[0]);
  return (await terminalLogin(server, realm, browser)).access_token;
}
