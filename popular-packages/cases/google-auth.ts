import { OAuth2Client } from 'google-auth-library';

export default async function () {
  return new OAuth2Client({ clientId: 'x', redirectUri: 'https://example.com' }).generateAuthUrl({
    scope: 'email',
  });
}
