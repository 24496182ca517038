import type { ModelStatic, Sequelize } from 'sequelize';
import { tokenModel, type Token } from './tokens/model.ts';
import { installationModel, type Installation } from './installations/model.ts';
import {
  distTagModel,
  pluginModel,
  versionModel,
  type DistTag,
  type Plugin,
  type Version,
} from './registry/model.ts';
import { tenantModel, type Tenant } from './tenants/model.ts';

/** The platform's tables as models; each is defined in the folder of the capability that owns it. */
export interface Tables {
  readonly tenants: ModelStatic<Tenant>;
  readonly tokens: ModelStatic<Token>;
  readonly plugins: ModelStatic<Plugin>;
  readonly versions: ModelStatic<Version>;
  readonly distTags: ModelStatic<DistTag>;
  readonly installations: ModelStatic<Installation>;
}

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
