import {
  DataTypes,
  literal,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
  type Sequelize,
} from 'sequelize';

export const INSTALLATION_STATES = ['installing', 'inactive', 'active', 'uninstalling'] as const;
export type InstallationState = (typeof INSTALLATION_STATES)[number];

export interface Installation extends Model<
  InferAttributes<Installation>,
  InferCreationAttributes<Installation>
> {
  /** Names the two database roles. */
  number: CreationOptional<number>;
  tenant: string;
  plugin: string;
  /** `null` until the first version is in place. */
  version: CreationOptional<string | null>;
  state: InstallationState;
  /** Why it is not as it should be, for people. */
  reason: CreationOptional<string | null>;
  /** Secret values are encrypted: see `secret-config.ts`. */
  config: Record<string, unknown>;
  configVersion: CreationOptional<number>;
  /** Who put the version in place that is there. */
  installedBy: CreationOptional<string | null>;
  /** Who accepted that version with --trust. */
  trustedBy: CreationOptional<string | null>;
  /** Every role that its versions have offered so far, as it was last: people may have it still. */
  offeredRoles: CreationOptional<Record<string, string[]>>;
  createdAt: CreationOptional<Date>;
  updatedAt: CreationOptional<Date>;
}

/** The tables of this folder. */
export interface InstallationTables {
  readonly installations: ModelStatic<Installation>;
}

export function installationModel(sequelize: Sequelize): ModelStatic<Installation> {
  return sequelize.define<Installation>('installations', {
    number: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    tenant: DataTypes.UUID,
    plugin: DataTypes.TEXT,
    version: DataTypes.TEXT,
    state: DataTypes.TEXT,
    reason: DataTypes.TEXT,
    config: DataTypes.JSON,
    configVersion: { type: DataTypes.INTEGER, defaultValue: literal('DEFAULT') },
    installedBy: DataTypes.TEXT,
    trustedBy: DataTypes.TEXT,
    offeredRoles: { type: DataTypes.JSONB, defaultValue: literal('DEFAULT') },
    createdAt: { type: DataTypes.DATE, defaultValue: literal('DEFAULT') },
    updatedAt: { type: DataTypes.DATE, defaultValue: literal('DEFAULT') },
  });
}
