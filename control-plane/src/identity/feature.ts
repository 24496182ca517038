import type { Feature } from '../feature/feature.ts';
import { realmOfTenants } from './of-tenants.ts';
import type { IdentityPlatform } from './platform.ts';
import { PLATFORM_REALM } from './realms.ts';
import { identityRoutes } from './routes.ts';

export const identity: Feature<IdentityPlatform> = {
  routes: identityRoutes,
  ofTenants: realmOfTenants,
  async start({ identity, tables }) {
    await identity.keys.create(PLATFORM_REALM);
    // Tenants of the versions before have no realm yet.
    const tenants = await tables.tenants.findAll({ where: { state: 'active' }, attributes: ['slug'] });
    for (const { slug } of tenants) await identity.keys.create(slug);
  },
  async housekeeping({ database, identity }) {
    await identity.keys.rotateOld();
    await database.rows('DELETE FROM plexica.oidc_records WHERE expires_at < now() RETURNING 1 AS removed');
    await database.rows('DELETE FROM plexica.account_links WHERE expires_at < now() RETURNING 1 AS removed');
    await database.rows('DELETE FROM plexica.browser_sessions WHERE expire < now() RETURNING 1 AS removed');
  },
};
