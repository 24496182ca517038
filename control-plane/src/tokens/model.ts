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

export interface Token extends Model<InferAttributes<Token>, InferCreationAttributes<Token>> {
  id: CreationOptional<string>;
  name: string;
  hash: Buffer;
  scope: string;
  permissions: string[];
  createdBy: string;
  createdAt: CreationOptional<Date>;
  expiresAt: Date | null;
  revokedAt: CreationOptional<Date | null>;
  lastUsedAt: CreationOptional<Date | null>;
}

/** The tables of this folder. */
export interface TokenTables {
  readonly tokens: ModelStatic<Token>;
}

export function tokenModel(sequelize: Sequelize): ModelStatic<Token> {
  return sequelize.define<Token>('tokens', {
    id: { type: DataTypes.UUID, primaryKey: true, defaultValue: literal('DEFAULT') },
    name: DataTypes.TEXT,
    hash: DataTypes.BLOB,
    scope: DataTypes.TEXT,
    permissions: DataTypes.ARRAY(DataTypes.TEXT),
    createdBy: DataTypes.TEXT,
    createdAt: { type: DataTypes.DATE, defaultValue: literal('DEFAULT') },
    expiresAt: DataTypes.DATE,
    revokedAt: DataTypes.DATE,
    lastUsedAt: DataTypes.DATE,
  });
}
