import type { Sequelize } from 'sequelize';
import { tokenModel, type TokenTables } from './tokens/model.ts';
import { installationModel, type InstallationTables } from './installations/model.ts';
import { distTagModel, pluginModel, versionModel, type RegistryTables } from './registry/model.ts';
import { tenantModel, type TenantTables } from './tenants/model.ts';

/** The platform's tables as models; each is defined in the folder of the capability that owns it. */
export type Tables = TenantTables & TokenTables & RegistryTables & InstallationTables;

export function defineTables(sequelize: Sequelize): Tables {
  return {
    tenants: tenantModel(sequelize),
    tokens: tokenModel(sequelize),
    plugins: pluginModel(sequelize),
    versions: versionModel(sequelize),
    distTags: distTagModel(sequelize),
    installations: installationModel(sequelize),
  };
}
