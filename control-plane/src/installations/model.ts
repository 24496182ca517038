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
  /** `null` until the first version is installed. */
  version: CreationOptional<string | null>;
  state: InstallationState;
  /** Why its state is not the expected one, for display. */
  reason: CreationOptional<string | null>;
  /** Secret values are encrypted: see `secret-config.ts`. */
  config: Record<string, unknown>;
  configVersion: CreationOptional<number>;
  /** Principal that installed the current version. */
  installedBy: CreationOptional<string | null>;
  /** Principal that accepted the current version with --trust. */
  trustedBy: CreationOptional<string | null>;
  /** Every role that its versions have offered, in its latest form. Members may still have it. */
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
