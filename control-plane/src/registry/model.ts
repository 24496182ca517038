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
import type { BuiltManifest } from '@plexica/registry';

export interface Plugin extends Model<InferAttributes<Plugin>, InferCreationAttributes<Plugin>> {
  id: string;
  /** Principal of the first publish. */
  owner: string;
  packageName: string;
  displayName: string;
  description: string;
  category: string | null;
  keywords: string[];
  latest: string | null;
  /** Operator that marked its code as trusted. */
  trustedBy: CreationOptional<string | null>;
  trustedAt: CreationOptional<Date | null>;
  createdAt: CreationOptional<Date>;
  updatedAt: CreationOptional<Date>;
}

export interface Version extends Model<InferAttributes<Version>, InferCreationAttributes<Version>> {
  plugin: string;
  version: string;
  /** sha512 in SRI form. */
  integrity: string;
  /** sha1 in hexadecimal, for npm clients from before 2017. */
  shasum: string;
  /** Size of the tarball in bytes. PostgreSQL's bigint is returned as a string. */
  size: CreationOptional<string>;
  unpackedSize: CreationOptional<string>;
  entries: number;
  manifest: BuiltManifest;
  readme: string | null;
  changelog: string | null;
  publishedBy: string;
  publishedAt: CreationOptional<Date>;
}

export interface DistTag extends Model<InferAttributes<DistTag>, InferCreationAttributes<DistTag>> {
  plugin: string;
  tag: string;
  version: string;
}

/** The tables of this folder. */
export interface RegistryTables {
  readonly plugins: ModelStatic<Plugin>;
  readonly versions: ModelStatic<Version>;
  readonly distTags: ModelStatic<DistTag>;
}

export function pluginModel(sequelize: Sequelize): ModelStatic<Plugin> {
  return sequelize.define<Plugin>('plugins', {
    id: { type: DataTypes.TEXT, primaryKey: true },
    owner: DataTypes.TEXT,
    packageName: DataTypes.TEXT,
    displayName: DataTypes.TEXT,
    description: DataTypes.TEXT,
    category: DataTypes.TEXT,
    keywords: DataTypes.ARRAY(DataTypes.TEXT),
    latest: DataTypes.TEXT,
    trustedBy: DataTypes.TEXT,
    trustedAt: DataTypes.DATE,
    createdAt: { type: DataTypes.DATE, defaultValue: literal('DEFAULT') },
    updatedAt: { type: DataTypes.DATE, defaultValue: literal('DEFAULT') },
  });
}

export function versionModel(sequelize: Sequelize): ModelStatic<Version> {
  return sequelize.define<Version>('versions', {
    plugin: { type: DataTypes.TEXT, primaryKey: true },
    version: { type: DataTypes.TEXT, primaryKey: true },
    integrity: DataTypes.TEXT,
    shasum: DataTypes.TEXT,
    size: DataTypes.BIGINT,
    unpackedSize: DataTypes.BIGINT,
    entries: DataTypes.INTEGER,
    manifest: DataTypes.JSON,
    readme: DataTypes.TEXT,
    changelog: DataTypes.TEXT,
    publishedBy: DataTypes.TEXT,
    publishedAt: { type: DataTypes.DATE, defaultValue: literal('DEFAULT') },
  });
}

export function distTagModel(sequelize: Sequelize): ModelStatic<DistTag> {
  return sequelize.define<DistTag>('dist_tags', {
    plugin: { type: DataTypes.TEXT, primaryKey: true },
    tag: { type: DataTypes.TEXT, primaryKey: true },
    version: DataTypes.TEXT,
  });
}
