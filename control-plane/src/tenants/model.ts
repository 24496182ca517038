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

export const TENANT_STATES = ['creating', 'active', 'deleting'] as const;

export interface Tenant extends Model<InferAttributes<Tenant>, InferCreationAttributes<Tenant>> {
  id: CreationOptional<string>;
  slug: string;
  name: string;
  state: (typeof TENANT_STATES)[number];
  createdAt: CreationOptional<Date>;
}

/** The tables of this folder. */
export interface TenantTables {
  readonly tenants: ModelStatic<Tenant>;
}

export function tenantModel(sequelize: Sequelize): ModelStatic<Tenant> {
  return sequelize.define<Tenant>('tenants', {
    id: { type: DataTypes.UUID, primaryKey: true, defaultValue: literal('DEFAULT') },
    slug: DataTypes.TEXT,
    name: DataTypes.TEXT,
    state: DataTypes.TEXT,
    createdAt: { type: DataTypes.DATE, defaultValue: literal('DEFAULT') },
  });
}
