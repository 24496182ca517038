/* Generated from the control plane's OpenAPI document by `npm run docs`. Do not edit. */
import type { CallOptions, DryRun } from './options.ts';

export type OpenapiResult = unknown;

export interface Unused {}
export interface Tenant {
  id: string;
  slug: string;
  name: string;
  state: 'creating' | 'active' | 'deleting';
  createdAt: string;
}
export interface Operation {
  id: string;
  kind: string;
  subject: string;
  /**
   * Who started it: `admin`, or `token:` followed by the name of a token
   */
  startedBy: string;
  state: 'running' | 'undoing' | 'succeeded' | 'failed';
  steps: {
    name: string;
    state: 'done' | 'running' | 'waiting' | 'undone';
  }[];
  /**
   * How many times the current step has failed, or its rollback
   */
  attempts: number;
  /**
   * Why the current step last failed. If the operation failed or is being rolled back, why it failed
   */
  error?: {
    code: string;
    message: string;
    hint: string;
    issues: {
      path: string;
      message: string;
      /**
       * File in the package with the problem
       */
      file?: string;
      /**
       * Line in the file, starting at 1
       */
      line?: number;
      column?: number;
    }[];
    /**
     * The step that failed
     */
    step: string;
  };
  /**
   * What prevents the rollback of a step. The step is retried until this is resolved. Meanwhile, others can change the tenant
   */
  obstacle?: {
    code: string;
    message: string;
    hint: string;
    issues: {
      path: string;
      message: string;
      /**
       * File in the package with the problem
       */
      file?: string;
      /**
       * Line in the file, starting at 1
       */
      line?: number;
      column?: number;
    }[];
    /**
     * The step that failed
     */
    step: string;
  };
  cancelledBy?: string;
  /**
   * When it is rolled back if it has not finished, as long as rollback is still possible
   */
  deadline: string;
  createdAt: string;
  updatedAt: string;
}
export interface NewTenant {
  /**
   * 2 to 24 lowercase letters and digits, with single dashes between them
   */
  slug: string;
  /**
   * Display name. By default the slug
   */
  name?: string;
  /**
   * Address of the first administrator, who is invited by mail
   */
  adminEmail?: string;
}
export interface TenantNow {
  id: string;
  slug: string;
  name: string;
  state: 'creating' | 'active' | 'deleting';
  createdAt: string;
  operation?: Operation1;
}
/**
 * The operation that is changing the tenant or one of its plugins now
 */
export interface Operation1 {
  id: string;
  kind: string;
  subject: string;
  /**
   * Who started it: `admin`, or `token:` followed by the name of a token
   */
  startedBy: string;
  state: 'running' | 'undoing' | 'succeeded' | 'failed';
  steps: {
    name: string;
    state: 'done' | 'running' | 'waiting' | 'undone';
  }[];
  /**
   * How many times the current step has failed, or its rollback
   */
  attempts: number;
  /**
   * Why the current step last failed. If the operation failed or is being rolled back, why it failed
   */
  error?: {
    code: string;
    message: string;
    hint: string;
    issues: {
      path: string;
      message: string;
      /**
       * File in the package with the problem
       */
      file?: string;
      /**
       * Line in the file, starting at 1
       */
      line?: number;
      column?: number;
    }[];
    /**
     * The step that failed
     */
    step: string;
  };
  /**
   * What prevents the rollback of a step. The step is retried until this is resolved. Meanwhile, others can change the tenant
   */
  obstacle?: {
    code: string;
    message: string;
    hint: string;
    issues: {
      path: string;
      message: string;
      /**
       * File in the package with the problem
       */
      file?: string;
      /**
       * Line in the file, starting at 1
       */
      line?: number;
      column?: number;
    }[];
    /**
     * The step that failed
     */
    step: string;
  };
  cancelledBy?: string;
  /**
   * When it is rolled back if it has not finished, as long as rollback is still possible
   */
  deadline: string;
  createdAt: string;
  updatedAt: string;
}
export interface Member {
  id: string;
  email: string;
  name: string;
  /**
   * `invited` until the first login
   */
  state: 'invited' | 'active';
  /**
   * Keys of the roles, sorted
   */
  roles: string[];
  createdAt: string;
  lastLoginAt?: string;
}
export interface NewMember {
  /**
   * Address to which the invitation is sent
   */
  email: string;
  /**
   * By default the part of the address before the @
   */
  name?: string;
  /**
   * Keys of roles
   *
   * @minItems 1
   * @maxItems 100
   */
  roles: string[];
}
export interface MemberChange {
  /**
   * Keys of roles
   *
   * @minItems 1
   * @maxItems 100
   */
  roles: string[];
}
export interface PermissionExplanation {
  member: Member;
  permission: string;
  allowed: boolean;
  /**
   * Roles of the member that grant it
   */
  grantedBy: {
    /**
     * Key of the role
     */
    role: string;
    /**
     * Whether every tenant has it, this tenant made it, or a plugin offers it
     */
    source: 'default' | 'custom' | 'plugin';
    /**
     * Pattern of the role that covers the permission
     */
    pattern: string;
  }[];
  /**
   * Roles of the tenant that would grant it, if the member does not have it
   */
  grantableBy: {
    /**
     * Key of the role
     */
    role: string;
    /**
     * Whether every tenant has it, this tenant made it, or a plugin offers it
     */
    source: 'default' | 'custom' | 'plugin';
    /**
     * Pattern of the role that covers the permission
     */
    pattern: string;
  }[];
  /**
   * Why no role of the tenant can grant it
   */
  reason?: string;
}
export interface Role {
  /**
   * Key of the role. That of a plugin begins with the id of the plugin: `crm.sales`
   */
  key: string;
  name: string;
  permissions: string[];
  /**
   * Whether every tenant has it, this tenant made it, or a plugin offers it
   */
  source: 'default' | 'custom' | 'plugin';
  /**
   * Id of the plugin that offers it
   */
  plugin?: string;
  /**
   * Number of members who have it
   */
  members: number;
}
export interface NewRole {
  /**
   * Key of the role, by which members get it
   */
  key: string;
  /**
   * Display name. By default the key
   */
  name?: string;
  /**
   * Permissions, such as `members.read` or `crm.contacts.*`
   *
   * @minItems 1
   * @maxItems 100
   */
  permissions: string[];
}
export interface RoleChange {
  name?: string;
  /**
   * @minItems 1
   * @maxItems 100
   */
  permissions?: string[];
}
export interface Workspace {
  id: string;
  slug: string;
  name: string;
  /**
   * Role of the caller. Absent if the caller has none
   */
  role?: 'VIEWER' | 'MEMBER' | 'ADMIN';
  createdAt: string;
}
export interface NewWorkspace {
  /**
   * Unique in the tenant, at most 32 characters
   */
  slug: string;
  /**
   * By default the slug
   */
  name?: string;
}
export interface WorkspaceChange {
  name: string;
}
export interface WorkspaceMember {
  /**
   * Id of the member in the tenant
   */
  id: string;
  email: string;
  name: string;
  role: 'VIEWER' | 'MEMBER' | 'ADMIN';
  addedAt: string;
}
export interface NewWorkspaceMember {
  /**
   * Id or e-mail address of a member of the tenant
   */
  member: string;
  role: 'VIEWER' | 'MEMBER' | 'ADMIN';
}
export interface WorkspaceMemberChange {
  role: 'VIEWER' | 'MEMBER' | 'ADMIN';
}
export interface Team {
  id: string;
  name: string;
  /**
   * Number of members
   */
  members: number;
  createdAt: string;
}
export interface NewTeam {
  /**
   * Unique in the workspace
   */
  name: string;
}
export interface Client {
  /**
   * The `client_id` of its token requests
   */
  id: string;
  name: string;
  permissions: string[];
  createdBy: string;
  createdAt: string;
  rotatedAt?: string;
}
export interface CreatedClient {
  /**
   * The `client_id` of its token requests
   */
  id: string;
  name: string;
  permissions: string[];
  createdBy: string;
  createdAt: string;
  rotatedAt?: string;
  /**
   * The `client_secret` of its token requests. It is not shown again
   */
  secret: string;
  /**
   * Where it gets access tokens with the client credentials grant
   */
  tokenEndpoint: string;
}
export interface NewClient {
  /**
   * Name of the client, unique in the tenant
   */
  name: string;
  /**
   * Permissions in the tenant, such as `crm.contacts.read`
   *
   * @minItems 1
   * @maxItems 100
   */
  permissions: string[];
}
export interface RotateClient {
  /**
   * How long the previous secret remains valid, at most 30 days
   */
  overlapSeconds?: number;
}
export interface PluginSummary {
  id: string;
  /**
   * Name of its npm package: the id, or `@scope/id`
   */
  packageName: string;
  displayName: string;
  description: string;
  category?: string;
  keywords: string[];
  /**
   * The version with the tag `latest`. Absent if no version has it
   */
  latest?: string;
  /**
   * Principal that published it first
   */
  owner: string;
  createdAt: string;
  /**
   * Time of the last publish
   */
  updatedAt: string;
}
export interface Plugin {
  id: string;
  /**
   * Name of its npm package: the id, or `@scope/id`
   */
  packageName: string;
  displayName: string;
  description: string;
  category?: string;
  keywords: string[];
  /**
   * The version with the tag `latest`. Absent if no version has it
   */
  latest?: string;
  /**
   * Principal that published it first
   */
  owner: string;
  createdAt: string;
  /**
   * Time of the last publish
   */
  updatedAt: string;
  /**
   * Maps each dist-tag to a version
   */
  distTags: {
    [k: string]: string;
  };
  /**
   * All versions, highest first
   */
  versions: string[];
  /**
   * The version that the other fields describe: `latest`, or the highest version if no version has that tag
   */
  version: string;
  /**
   * Keys with a description for the administrator: { "contacts.read": "See contacts" }. In a tenant, the key is prefixed with the plugin id: crm.contacts.read.
   */
  permissions?: {
    [k: string]: string;
  };
  /**
   * Roles that the plugin offers to the tenant, with permissions of this plugin: ["contacts.*"].
   */
  roles?: {
    /**
     * @minItems 1
     * @maxItems 200
     */
    [k: string]: string[];
  };
  /**
   * What the plugin needs beyond its own data. The operator must accept it. Everything else is refused.
   */
  access?: {
    /**
     * Host names that ctx.fetch can call over https: "api.stripe.com", "*.example.com".
     *
     * @maxItems 50
     */
    network?: string[];
    /**
     * Whether the plugin stores files (ctx.storage). This version has no such storage yet.
     */
    storage?: boolean;
    /**
     * Whether the code can create functions from text (eval, new Function), as ajv, handlebars and ejs do. Works only behind the kernel wall.
     */
    codeGeneration?: boolean;
    /**
     * Whether the plugin can read names and e-mail addresses of the members of the tenant: ctx.members, and the address of ctx.user.
     */
    members?: 'read';
  };
  /**
   * Plugins that this plugin requires: id to semver range.
   */
  dependencies?: {
    [k: string]: string;
  };
  /**
   * Plugins that this plugin can use if they are installed, and their supported versions.
   */
  optionalDependencies?: {
    [k: string]: string;
  };
  /**
   * Texts in the package that look like credentials but are not. The key is the fingerprint from the error that refuses the text; the value is the reason why it is safe to publish.
   */
  allowedSecrets?: {
    [k: string]: string;
  };
  /**
   * Plugins and versions that cannot be installed in the same tenant.
   */
  conflicts?: {
    [k: string]: string;
  };
  /**
   * JSON Schema (2020-12) of the configuration of a tenant, of type "object". "writeOnly": true makes a property a secret. "x-plexica-scope": "workspace" has no effect in this version yet.
   */
  config?: {
    [k: string]: unknown;
  };
  license?: string;
  author?:
    | string
    | {
        name: string;
        email?: string;
        url?: string;
      };
  repository?:
    | string
    | {
        type?: string;
        url: string;
        directory?: string;
      };
  /**
   * Routes of its backend
   *
   * @maxItems 500
   */
  routes: {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    path: string;
    handler: string;
    access:
      | {
          permission: string;
        }
      | 'authenticated'
      | 'public';
    workspaceRole?: 'VIEWER' | 'MEMBER' | 'ADMIN';
  }[];
  /**
   * Markdown
   */
  readme?: string;
}
export interface VersionSummary {
  plugin: string;
  version: string;
  tags: string[];
  /**
   * sha512 of the tarball (Subresource Integrity)
   */
  integrity: string;
  /**
   * Size of the tarball in bytes
   */
  size: number;
  /**
   * Total size of its files in bytes
   */
  unpackedSize: number;
  publishedAt: string;
  publishedBy: string;
}
export interface Version {
  plugin: string;
  version: string;
  tags: string[];
  /**
   * sha512 of the tarball (Subresource Integrity)
   */
  integrity: string;
  /**
   * Size of the tarball in bytes
   */
  size: number;
  /**
   * Total size of its files in bytes
   */
  unpackedSize: number;
  publishedAt: string;
  publishedBy: string;
  /**
   * sha1 of the tarball in hexadecimal, for old npm clients
   */
  shasum: string;
  /**
   * Number of files
   */
  entries: number;
  tarball: string;
  manifest: BuiltManifest;
  /**
   * Markdown
   */
  readme?: string;
  /**
   * Markdown
   */
  changelog?: string;
}
export interface BuiltManifest {
  /**
   * Unique in a registry. Its first publisher owns it. 2 to 28 characters: a–z, 0–9, single dashes. The npm name in package.json is this id or @scope/id.
   */
  id: string;
  /**
   * Name in the marketplace. Default: the id.
   */
  displayName?: string;
  /**
   * Category in the marketplace.
   */
  category?:
    | 'analytics'
    | 'automation'
    | 'billing'
    | 'collaboration'
    | 'crm'
    | 'developer-tools'
    | 'finance'
    | 'integrations'
    | 'marketing'
    | 'productivity'
    | 'security'
    | 'support'
    | 'other';
  /**
   * Path of a square image: "assets/icon.svg". This version does not show it yet.
   */
  icon?: string;
  /**
   * Paths of images for the marketplace, in order. This version does not show them yet.
   *
   * @maxItems 10
   */
  screenshots?: string[];
  backend?: {
    entry: 'dist/backend/index.js';
    /**
     * @maxItems 500
     */
    routes: {
      method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      path: string;
      handler: string;
      access:
        | {
            permission: string;
          }
        | 'authenticated'
        | 'public';
      workspaceRole?: 'VIEWER' | 'MEMBER' | 'ADMIN';
    }[];
    /**
     * @maxItems 5
     */
    lifecycle: ('onInstall' | 'onActivate' | 'onDeactivate' | 'onUpdate' | 'onUninstall')[];
  };
  /**
   * Pages, menu entries, widgets and extensions. Not supported by this version yet: a plugin that has this key does not build.
   */
  ui?: {
    /**
     * File that exports the components. Default: ui/index.tsx.
     */
    entry?: string;
    /**
     * Pages.
     *
     * @maxItems 100
     */
    routes?: {
      /**
       * Path below the pages of the plugin: "/contacts/:id".
       */
      path: string;
      /**
       * Name under which the entry exports the React component.
       */
      component: string;
      title: string;
      /**
       * Shown only to holders of this permission of the manifest.
       */
      permission?: string;
    }[];
    /**
     * Entries in the menu of the console.
     *
     * @maxItems 20
     */
    menu?: {
      label: string;
      /**
       * Path below the pages of the plugin: "/contacts/:id".
       */
      path: string;
      icon?: string;
      /**
       * Shown only to holders of this permission of the manifest.
       */
      permission?: string;
      /**
       * Lower comes first. Default: 0.
       */
      order?: number;
    }[];
    /**
     * Widgets that people can put on their dashboard.
     *
     * @maxItems 50
     */
    widgets?: {
      id: string;
      /**
       * Name under which the entry exports the React component.
       */
      component: string;
      title: string;
      /**
       * Shown only to holders of this permission of the manifest.
       */
      permission?: string;
    }[];
    /**
     * Components shown in slots of the console.
     *
     * @maxItems 50
     */
    extensions?: {
      slot:
        | 'header.logo'
        | 'header.search'
        | 'header.notifications'
        | 'header.quickActions'
        | 'sidebar.menu'
        | 'dashboard.widgets'
        | 'page.tabs'
        | 'page.aside.actions'
        | 'form.fields'
        | 'form.validation';
      /**
       * Name under which the entry exports the React component.
       */
      component: string;
      /**
       * Shown only to holders of this permission of the manifest.
       */
      permission?: string;
      /**
       * Lower comes first. Default: 0.
       */
      order?: number;
    }[];
  };
  /**
   * Keys with a description for the administrator: { "contacts.read": "See contacts" }. In a tenant, the key is prefixed with the plugin id: crm.contacts.read.
   */
  permissions?: {
    [k: string]: string;
  };
  /**
   * Roles that the plugin offers to the tenant, with permissions of this plugin: ["contacts.*"].
   */
  roles?: {
    /**
     * @minItems 1
     * @maxItems 200
     */
    [k: string]: string[];
  };
  /**
   * What the plugin needs beyond its own data. The operator must accept it. Everything else is refused.
   */
  access?: {
    /**
     * Host names that ctx.fetch can call over https: "api.stripe.com", "*.example.com".
     *
     * @maxItems 50
     */
    network?: string[];
    /**
     * Whether the plugin stores files (ctx.storage). This version has no such storage yet.
     */
    storage?: boolean;
    /**
     * Whether the code can create functions from text (eval, new Function), as ajv, handlebars and ejs do. Works only behind the kernel wall.
     */
    codeGeneration?: boolean;
    /**
     * Whether the plugin can read names and e-mail addresses of the members of the tenant: ctx.members, and the address of ctx.user.
     */
    members?: 'read';
  };
  /**
   * Texts in the package that look like credentials but are not. The key is the fingerprint from the error that refuses the text; the value is the reason why it is safe to publish.
   */
  allowedSecrets?: {
    [k: string]: string;
  };
  /**
   * Plugins that this plugin requires: id to semver range.
   */
  dependencies?: {
    [k: string]: string;
  };
  /**
   * Plugins that this plugin can use if they are installed, and their supported versions.
   */
  optionalDependencies?: {
    [k: string]: string;
  };
  /**
   * Plugins and versions that cannot be installed in the same tenant.
   */
  conflicts?: {
    [k: string]: string;
  };
  /**
   * Services for other plugins, with JSON Schemas. This version does not support calls yet.
   */
  services?: {
    [k: string]: {
      /**
       * Semver version of the service, independent of the version of the plugin.
       */
      version: string;
      methods: {
        [k: string]: {
          /**
           * JSON Schema of the request.
           */
          input?: {
            [k: string]: unknown;
          };
          /**
           * JSON Schema of the response.
           */
          output?: {
            [k: string]: unknown;
          };
        };
      };
    };
  };
  /**
   * Services of other plugins that the plugin calls: "crm.contacts@^1". This version does not support calls yet.
   *
   * @maxItems 100
   */
  uses?: string[];
  /**
   * Events that the plugin publishes and receives. This version does not deliver events yet.
   */
  events?: {
    /**
     * Suffix to schema: contact.created becomes plugin.<id>.contact.created.
     */
    publishes?: {
      [k: string]: {
        /**
         * Path of its JSON Schema: "events/contact.created.json".
         */
        schema: string;
      };
    };
    /**
     * Types of events that the plugin receives, or patterns with a trailing star.
     *
     * @maxItems 200
     */
    subscribes?: string[];
  };
  /**
   * JSON Schema (2020-12) of the configuration of a tenant, of type "object". "writeOnly": true makes a property a secret. "x-plexica-scope": "workspace" has no effect in this version yet.
   */
  config?: {
    [k: string]: unknown;
  };
  /**
   * Whether the data of the plugin belongs to workspaces. Then every request names one, and tables with a column `workspace_id` show only its rows.
   */
  workspaceAware?: boolean;
  name: string;
  version: string;
  description?: string;
  license: string;
  author?:
    | string
    | {
        name: string;
        email?: string;
        url?: string;
      };
  repository?:
    | string
    | {
        type?: string;
        url: string;
        directory?: string;
      };
  /**
   * @maxItems 50
   */
  keywords?: string[];
  engines: {
    plexica: string;
  };
  protocol: 1;
}
export interface PublishedVersion {
  plugin: string;
  version: string;
  tags: string[];
  /**
   * sha512 of the tarball (Subresource Integrity)
   */
  integrity: string;
  /**
   * Size of the tarball in bytes
   */
  size: number;
  /**
   * Total size of its files in bytes
   */
  unpackedSize: number;
  publishedAt: string;
  publishedBy: string;
  /**
   * sha1 of the tarball in hexadecimal, for old npm clients
   */
  shasum: string;
  /**
   * Number of files
   */
  entries: number;
  tarball: string;
  manifest: BuiltManifest;
  /**
   * Markdown
   */
  readme?: string;
  /**
   * Markdown
   */
  changelog?: string;
  /**
   * Whether the same package was already published
   */
  unchanged: boolean;
}
export interface TrustedCode {
  plugin: string;
  /**
   * Principal that marked it as trusted
   */
  trustedBy: string;
  trustedAt: string;
}
export interface ResolvedVersion {
  plugin: string;
  version: string;
  /**
   * sha512 of the tarball (Subresource Integrity)
   */
  integrity: string;
  tarball: string;
}
export interface Installation {
  plugin: string;
  /**
   * Absent until the first version is installed
   */
  version?: string;
  state: 'installing' | 'inactive' | 'active' | 'uninstalling';
  /**
   * Why it is not active although it should be, or why its process keeps failing
   */
  reason?: string;
  /**
   * Whether a user accepted that it runs without the kernel wall
   */
  trusted: boolean;
  createdAt: string;
  updatedAt: string;
}
export interface InstallRequest {
  /**
   * Id of the plugin
   */
  plugin: string;
  /**
   * Version, semver range or dist-tag
   */
  range?: string;
  /**
   * Values for the plugin's configuration
   */
  config?: {
    [k: string]: unknown;
  };
  /**
   * Run the plugin even without the kernel wall
   */
  trust?: boolean;
  /**
   * Items from `access` of a plan. Anything else that a plugin requests is refused. If omitted, everything is accepted
   *
   * @maxItems 5000
   */
  acceptAccess?: {
    /**
     * Id of the plugin
     */
    plugin: string;
    /**
     * Key of the manifest that requests it, such as `access.network` or `routes.public`
     */
    key: string;
    /**
     * The host, route or pattern that it requests
     */
    value: string;
  }[];
}
export interface InstallationPlan {
  /**
   * In the order of installation. The requested plugin is last
   */
  plugins: {
    /**
     * Maps each full permission key to its description
     */
    permissions: {
      [k: string]: string;
    };
    /**
     * Maps each role that it offers to its permissions
     */
    roles: {
      [k: string]: string[];
    };
    /**
     * Access beyond its own data, which requires consent
     */
    access: AccessItem[];
    /**
     * Strings in the package that look like credentials. Maps a redacted form of each to the reason its author gives why it is not one
     */
    allowedSecrets?: {
      [k: string]: string;
    };
    plugin: string;
    version: string;
    /**
     * The version that is installed now
     */
    from?: string;
    /**
     * sha512 of the tarball (Subresource Integrity)
     */
    integrity: string;
    /**
     * Principal that published the version
     */
    publishedBy: string;
  }[];
  /**
   * Configuration of the requested plugin
   */
  config: {
    /**
     * JSON Schema. Absent if the plugin has no configuration
     */
    schema?: {
      [k: string]: unknown;
    };
    /**
     * Required keys without a value
     */
    missing: string[];
  };
}
export interface AccessItem {
  /**
   * Id of the plugin
   */
  plugin: string;
  /**
   * Key of the manifest that requests it, such as `access.network` or `routes.public`
   */
  key: string;
  /**
   * The host, route or pattern that it requests
   */
  value: string;
  /**
   * Completes a sentence that starts with the plugin id, such as `reaches api.stripe.com over https`
   */
  text: string;
}
export interface UpdateRequest {
  /**
   * Version, semver range or dist-tag
   */
  range?: string;
  /**
   * Configuration values to change
   */
  config?: {
    [k: string]: unknown;
  };
  /**
   * Run the plugin even without the kernel wall
   */
  trust?: boolean;
  /**
   * Items from `access` of a plan or a problem: additional access of the new version that you accept
   *
   * @maxItems 5000
   */
  acceptAccess?: {
    /**
     * Id of the plugin
     */
    plugin: string;
    /**
     * Key of the manifest that requests it, such as `access.network` or `routes.public`
     */
    key: string;
    /**
     * The host, route or pattern that it requests
     */
    value: string;
  }[];
  /**
   * Recreate the installation. All its data is lost
   */
  reset?: boolean;
  /**
   * Another update follows soon, as in `plexica dev`. The server starts a process for it in advance
   */
  expectNext?: boolean;
}
export interface Configuration {
  values: {
    [k: string]: unknown;
  };
  /**
   * Keys with a secret value. The values are never shown
   */
  secrets: string[];
  /**
   * JSON Schema of the plugin's configuration. Absent if the plugin has no configuration
   */
  schema?: {
    [k: string]: unknown;
  };
}
export interface StatementResult {
  columns: {
    name: string;
    /**
     * OID of a built-in PostgreSQL type, or 0 for any other type
     */
    type: number;
  }[];
  /**
   * Values in the text format of PostgreSQL
   */
  rows: (string | null)[][];
  /**
   * Command tag, such as `SELECT 3` or `INSERT 0 1`
   */
  tag: string;
}
export interface Statement {
  /**
   * One statement. It runs in its own transaction
   */
  sql: string;
}
export interface Table {
  name: string;
  kind: 'table' | 'view';
  columns: {
    name: string;
    type: string;
    nullable: boolean;
  }[];
}
export interface LogLine {
  time: string;
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  details?: unknown;
  requestId?: string;
  /**
   * Only in lines that the gateway writes, one for each request that it passes to the plugin
   */
  request?: {
    method: string;
    /**
     * Path pattern of the route
     */
    path: string;
    /**
     * Absent if the caller disconnected before the answer
     */
    status?: number;
    /**
     * Milliseconds until the answer was sent or aborted
     */
    ms: number;
  };
}
export interface Principal {
  /**
   * `admin`, `token:<name>`, `member:<id>` or `client:<id>`
   */
  id: string;
  name: string;
  scope: string;
  permissions: string[];
  /**
   * Slug of the tenant, for a caller who can act in one only
   */
  tenant?: string;
  /**
   * Only for a person
   */
  member?: {
    id: string;
    email: string;
    name: string;
  };
  /**
   * Keys of the roles of a person, sorted
   */
  roles?: string[];
  /**
   * Of a member of a tenant: the workspaces, with the role in each
   */
  workspaces?: {
    id: string;
    slug: string;
    name: string;
    role: 'VIEWER' | 'MEMBER' | 'ADMIN';
  }[];
}
export interface CreatedToken {
  id: string;
  name: string;
  scope: string;
  permissions: string[];
  createdBy: string;
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
  /**
   * Time of the last request with it, accurate to about one minute
   */
  lastUsedAt?: string;
  /**
   * The secret. It is not shown again
   */
  token: string;
}
export interface NewToken {
  /**
   * Principal of the token. Several tokens can share a name: publish rights belong to the name
   */
  name: string;
  /**
   * `platform`, `publish` or `tenant:<slug>`
   */
  scope: string;
  /**
   * Permissions within its scope. By default, all
   *
   * @minItems 1
   * @maxItems 100
   */
  permissions?: string[];
  /**
   * By default, the token never expires
   */
  expiresAt?: string;
}
export interface Token {
  id: string;
  name: string;
  scope: string;
  permissions: string[];
  createdBy: string;
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
  /**
   * Time of the last request with it, accurate to about one minute
   */
  lastUsedAt?: string;
}
export interface RotateToken {
  /**
   * How long the previous secret remains valid, at most 30 days
   */
  overlapSeconds?: number;
}
export interface AuditLine {
  /**
   * From 1 in each log, without gaps
   */
  number: number;
  time: string;
  /**
   * Who: `admin`, `token:<name>`, `member:<id>`, `client:<id>`, on the pages of realms `account:<id>`, or `anyone` without a valid credential
   */
  actor: string;
  /**
   * Name of the actor
   */
  name?: string;
  /**
   * IP address of the caller. Absent if a server continued an operation
   */
  address?: string;
  /**
   * Id of the API route (its `operationId`), or kind of the operation that ended
   */
  action: string;
  resource: string;
  /**
   * `started`: an operation continues. Another line with the same `operation` tells how it ended
   */
  outcome: 'done' | 'started' | 'failed' | 'refused';
  /**
   * Code of the error
   */
  code?: string;
  /**
   * How many equal requests the line stands for. More than 1 only if they changed nothing
   */
  count: number;
  requestId?: string;
  operation?: string;
  /**
   * Input of the request, without secrets
   */
  input?: {
    [k: string]: unknown;
  };
  before?: unknown;
  after?: unknown;
  /**
   * The tenant was erased, and with it the key of the name, address, input, before and after
   */
  erased?: true;
}
export interface AuditVerification {
  /**
   * Id of the tenant, or `platform`
   */
  chain: string;
  intact: boolean;
  /**
   * Number of lines that were checked without a problem
   */
  lines: number;
  /**
   * The first problem. Lines after it are not checked
   */
  problem?: {
    line: number;
    reason: string;
  };
  /**
   * Signed end of the log. Keep it elsewhere and pass it as `head` later. Only of an intact log
   */
  head?: string;
}
export interface Health {
  status: 'ok';
}
export interface Readiness {
  status: 'ready' | 'not ready';
  version: string;
  checks: {
    database: boolean;
    /**
     * Whether it receives changes from other replicas
     */
    changes: boolean;
  };
  walls: {
    /**
     * Whether kernel namespaces isolate plugins
     */
    kernel: boolean;
    /**
     * Whether a system call filter is active in each sandbox
     */
    seccomp: boolean;
    /**
     * Whether each sandbox has its own user id
     */
    users: boolean;
    node: boolean;
    why: string;
    /**
     * How control groups limit the resources of plugins, or why they do not
     */
    limits: string;
  };
}
export interface Problem {
  /**
   * `urn:plexica:error:` followed by the code
   */
  type: string;
  title: string;
  status: number;
  detail: string;
  /**
   * Stable. `plexica explain <code>` explains it
   */
  code: string;
  hint: string;
  requestId: string;
  issues?: {
    path: string;
    message: string;
    /**
     * File in the package with the problem
     */
    file?: string;
    /**
     * Line in the file, starting at 1
     */
    line?: number;
    column?: number;
  }[];
  /**
   * With `access_change`: the access that a plugin requests and nobody accepted
   */
  access?: AccessItem[];
  /**
   * Same as `detail`, on the paths that npm uses
   */
  error?: string;
}
export interface CreateTenantInput {
  body: NewTenant;
}
export interface ListTenantsInput {
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListTenantsResult {
  items: Tenant[];
  nextCursor?: string;
}
export interface ShowTenantInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
}
export interface DeleteTenantInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
}
export interface StartLoginInput {}
export interface FinishLoginInput {}
export interface LogoutInput {}
export interface AccountPageInput {}
export interface StartPageInput {}
export interface ListMembersInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListMembersResult {
  items: Member[];
  nextCursor?: string;
}
export interface InviteMemberInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  body: NewMember;
}
export interface ShowMemberInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface ChangeMemberInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
  body: MemberChange;
}
export interface RemoveMemberInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface InviteMemberAgainInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface ListPlatformMembersInput {
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListPlatformMembersResult {
  items: Member[];
  nextCursor?: string;
}
export interface InvitePlatformMemberInput {
  body: NewMember;
}
export interface ShowPlatformMemberInput {
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface ChangePlatformMemberInput {
  /**
   * Id or e-mail address of the member
   */
  member: string;
  body: MemberChange;
}
export interface RemovePlatformMemberInput {
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface InvitePlatformMemberAgainInput {
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface ExplainPermissionInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
  /**
   * Permission such as `crm.contacts.write`
   */
  permission: string;
}
export interface ListRolesInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
}
export interface ListRolesResult {
  items: Role[];
}
export interface CreateRoleInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  body: NewRole;
}
export interface ShowRoleInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Key of the role
   */
  role: string;
}
export interface ChangeRoleInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Key of the role
   */
  role: string;
  body: RoleChange;
}
export interface DeleteRoleInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Key of the role
   */
  role: string;
  /**
   * Takes the role from the members who have it
   */
  force?: '0' | '1' | 'true' | '' | 'false';
}
export interface ListWorkspacesInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListWorkspacesResult {
  items: Workspace[];
  nextCursor?: string;
}
export interface CreateWorkspaceInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  body: NewWorkspace;
}
export interface ShowWorkspaceInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
}
export interface RenameWorkspaceInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  body: WorkspaceChange;
}
export interface DeleteWorkspaceInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Deletes a workspace that has other members, or rows of plugins
   */
  force?: '0' | '1' | 'true' | '' | 'false';
}
export interface ListWorkspaceMembersInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListWorkspaceMembersResult {
  items: WorkspaceMember[];
  nextCursor?: string;
}
export interface AddWorkspaceMemberInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  body: NewWorkspaceMember;
}
export interface ShowWorkspaceMemberInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface SetWorkspaceRoleInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
  body: WorkspaceMemberChange;
}
export interface RemoveWorkspaceMemberInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface ListTeamsInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListTeamsResult {
  items: Team[];
  nextCursor?: string;
}
export interface CreateTeamInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  body: NewTeam;
}
export interface ShowTeamInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or name of the team
   */
  team: string;
}
export interface RenameTeamInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or name of the team
   */
  team: string;
  body: NewTeam;
}
export interface DeleteTeamInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or name of the team
   */
  team: string;
}
export interface ListTeamMembersInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or name of the team
   */
  team: string;
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListTeamMembersResult {
  items: WorkspaceMember[];
  nextCursor?: string;
}
export interface AddToTeamInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or name of the team
   */
  team: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface RemoveFromTeamInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id or slug of the workspace
   */
  workspace: string;
  /**
   * Id or name of the team
   */
  team: string;
  /**
   * Id or e-mail address of the member
   */
  member: string;
}
export interface ListClientsInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListClientsResult {
  items: Client[];
  nextCursor?: string;
}
export interface CreateClientInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  body: NewClient;
}
export interface ShowClientInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the client
   */
  client: string;
}
export interface DeleteClientInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the client
   */
  client: string;
}
export interface RotateClientInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the client
   */
  client: string;
  body: RotateClient;
}
export interface SearchPluginsInput {
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
  /**
   * Words or prefixes of words in the name, keywords or description
   */
  q?: string;
  category?:
    | 'analytics'
    | 'automation'
    | 'billing'
    | 'collaboration'
    | 'crm'
    | 'developer-tools'
    | 'finance'
    | 'integrations'
    | 'marketing'
    | 'productivity'
    | 'security'
    | 'support'
    | 'other';
  /**
   * By relevance to `q`, by name, or by last publish, newest first
   */
  sort?: 'relevance' | 'name' | 'updated';
}
export interface SearchPluginsResult {
  items: PluginSummary[];
  nextCursor?: string;
}
export interface ShowPluginInput {
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface ListVersionsInput {
  /**
   * Id of the plugin
   */
  plugin: string;
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListVersionsResult {
  items: VersionSummary[];
  nextCursor?: string;
}
export interface ShowVersionInput {
  /**
   * Id of the plugin
   */
  plugin: string;
  /**
   * Version or dist-tag
   */
  version: string;
}
export interface PublishVersionInput {
  /**
   * Id of the plugin
   */
  plugin: string;
  /**
   * The version in the package
   */
  version: string;
  /**
   * Dist-tag, by default `latest`. Required for prereleases. If the version is already published, only the tag moves
   */
  tag?: string;
  /**
   * Expected checksum of the tarball (Subresource Integrity)
   */
  integrity?: string;
  body: Uint8Array | ReadableStream<Uint8Array>;
}
export interface TrustCodeInput {
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface DistrustCodeInput {
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface ResolvePluginInput {
  /**
   * Id of the plugin
   */
  plugin: string;
  /**
   * Version, semver range or dist-tag, resolved as npm does. By default `latest`
   */
  range?: string;
}
export interface PackumentInput {
  /**
   * Name of the package. Write a scoped name as @scope%2Fname
   */
  name: string;
}
export interface PackumentResult {
  [k: string]: unknown;
}
export interface ScopedPackumentInput {
  /**
   * Scope without the @
   */
  scope: string;
  name: string;
}
export interface ScopedPackumentResult {
  [k: string]: unknown;
}
export interface TarballInput {
  /**
   * Name of the package. Write a scoped name as @scope%2Fname
   */
  name: string;
  /**
   * `<name without scope>-<version>.tgz`
   */
  file: string;
}
export interface ScopedTarballInput {
  /**
   * Scope without the @
   */
  scope: string;
  name: string;
  /**
   * `<name without scope>-<version>.tgz`
   */
  file: string;
}
export interface ListInstallationsInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
}
export interface ListInstallationsResult {
  items: Installation[];
  nextCursor?: string;
}
export interface InstallPluginInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  body: InstallRequest;
}
export interface PlanInstallationInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  body: InstallRequest;
}
export interface ShowInstallationInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface UninstallPluginInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface ActivatePluginInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface DeactivatePluginInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface UpdatePluginInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
  body: UpdateRequest;
}
export interface ShowConfigInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface ReplaceConfigInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
  body: {
    [k: string]: unknown;
  };
}
export interface PatchConfigInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
  body: {
    [k: string]: unknown;
  };
}
export interface QueryPluginInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
  body: Statement;
}
export interface ListTablesInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
}
export interface ListTablesResult {
  items: Table[];
}
export interface ReadLogsInput {
  /**
   * Slug of the tenant
   */
  tenant: string;
  /**
   * Id of the plugin
   */
  plugin: string;
  /**
   * Maximum number of lines. The newest are returned
   */
  limit?: number;
  /**
   * Only lines written at or after this time
   */
  since?: string;
  /**
   * Only lines with this level or a higher one
   */
  level?: 'debug' | 'info' | 'warn' | 'error';
  /**
   * Stream new lines as they are written, as NDJSON
   */
  follow?: 'true' | 'false';
}
export interface ReadLogsResult {
  items: LogLine[];
}
export interface WhoamiInput {}
export interface CreateTokenInput {
  body: NewToken;
}
export interface ListTokensInput {
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
  /**
   * Only tokens with this name
   */
  name?: string;
}
export interface ListTokensResult {
  items: Token[];
  nextCursor?: string;
}
export interface ShowTokenInput {
  /**
   * Id of the token, not its secret
   */
  token: string;
}
export interface RevokeTokenInput {
  /**
   * Id of the token, not its secret
   */
  token: string;
}
export interface RotateTokenInput {
  /**
   * Id of the token, not its secret
   */
  token: string;
  body: RotateToken;
}
export interface ReadAuditInput {
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
  /**
   * Slug of a tenant: its log. By default, the log of the platform. For a tenant that was erased, its id; only for callers with the scope platform
   */
  tenant?: string;
  /**
   * Only lines of this actor, such as `admin` or `token:ci`
   */
  actor?: string;
  /**
   * Only lines with this action
   */
  action?: string;
  /**
   * Only lines whose resource begins with this
   */
  resource?: string;
  /**
   * Only lines with this outcome
   */
  outcome?: 'done' | 'started' | 'failed' | 'refused';
  /**
   * Only lines written at or after this time
   */
  since?: string;
  /**
   * Only lines written before this time
   */
  until?: string;
  /**
   * Send the newest lines, oldest first, then new lines as they are written, as NDJSON
   */
  follow?: 'true' | 'false';
}
export interface ReadAuditResult {
  items: AuditLine[];
  nextCursor?: string;
}
export interface VerifyAuditInput {
  /**
   * Slug of a tenant: its log. By default, the log of the platform. For a tenant that was erased, its id; only for callers with the scope platform
   */
  tenant?: string;
  /**
   * A value of `auditHead` from the log of a server: the log must contain this line
   */
  head?: string;
}
export interface HealthzInput {}
export interface ReadyzInput {}
export interface MetricsInput {}
export interface ListOperationsInput {
  /**
   * Maximum number of items, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the previous page
   */
  cursor?: string;
  /**
   * Slug of a tenant: only its operations
   */
  tenant?: string;
  /**
   * Only operations in this state
   */
  state?: 'running' | 'undoing' | 'succeeded' | 'failed';
}
export interface ListOperationsResult {
  items: Operation[];
  nextCursor?: string;
}
export interface ShowOperationInput {
  operation: string;
}
export interface CancelOperationInput {
  operation: string;
}
export interface OpenapiInput {}

/** How each operation is called over HTTP; `answers` are members by which its answers are known. */
export const operations = {
  createTenant: { method: 'POST', path: '/v1/tenants', query: ['dryRun'], body: 'json', answers: ['id'] },
  listTenants: {
    method: 'GET',
    path: '/v1/tenants',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  showTenant: { method: 'GET', path: '/v1/tenants/{tenant}', query: [], body: 'none', answers: ['id'] },
  deleteTenant: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}',
    query: ['dryRun'],
    body: 'none',
    answers: ['id'],
  },
  startLogin: { method: 'GET', path: '/v1/auth/login', query: [], body: 'none', answers: [] },
  finishLogin: { method: 'GET', path: '/v1/auth/callback', query: [], body: 'none', answers: [] },
  logout: { method: 'POST', path: '/v1/auth/logout', query: [], body: 'none', answers: [] },
  accountPage: { method: 'GET', path: '/account', query: [], body: 'none', answers: [] },
  startPage: { method: 'GET', path: '/', query: [], body: 'none', answers: [] },
  listMembers: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/members',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  inviteMember: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/members',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  showMember: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/members/{member}',
    query: [],
    body: 'none',
    answers: ['id'],
  },
  changeMember: {
    method: 'PATCH',
    path: '/v1/tenants/{tenant}/members/{member}',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  removeMember: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/members/{member}',
    query: ['dryRun'],
    body: 'none',
    answers: [],
  },
  inviteMemberAgain: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/members/{member}/actions/invite',
    query: ['dryRun'],
    body: 'none',
    answers: ['id'],
  },
  listPlatformMembers: {
    method: 'GET',
    path: '/v1/members',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  invitePlatformMember: {
    method: 'POST',
    path: '/v1/members',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  showPlatformMember: {
    method: 'GET',
    path: '/v1/members/{member}',
    query: [],
    body: 'none',
    answers: ['id'],
  },
  changePlatformMember: {
    method: 'PATCH',
    path: '/v1/members/{member}',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  removePlatformMember: {
    method: 'DELETE',
    path: '/v1/members/{member}',
    query: ['dryRun'],
    body: 'none',
    answers: [],
  },
  invitePlatformMemberAgain: {
    method: 'POST',
    path: '/v1/members/{member}/actions/invite',
    query: ['dryRun'],
    body: 'none',
    answers: ['id'],
  },
  explainPermission: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/permissions/explain',
    query: ['member', 'permission'],
    body: 'none',
    answers: ['member'],
  },
  listRoles: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/roles',
    query: [],
    body: 'none',
    answers: ['items'],
  },
  createRole: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/roles',
    query: ['dryRun'],
    body: 'json',
    answers: ['key'],
  },
  showRole: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/roles/{role}',
    query: [],
    body: 'none',
    answers: ['key'],
  },
  changeRole: {
    method: 'PATCH',
    path: '/v1/tenants/{tenant}/roles/{role}',
    query: ['dryRun'],
    body: 'json',
    answers: ['key'],
  },
  deleteRole: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/roles/{role}',
    query: ['force', 'dryRun'],
    body: 'none',
    answers: [],
  },
  listWorkspaces: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/workspaces',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  createWorkspace: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/workspaces',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  showWorkspace: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}',
    query: [],
    body: 'none',
    answers: ['id'],
  },
  renameWorkspace: {
    method: 'PATCH',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  deleteWorkspace: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}',
    query: ['force', 'dryRun'],
    body: 'none',
    answers: [],
  },
  listWorkspaceMembers: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/members',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  addWorkspaceMember: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/members',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  showWorkspaceMember: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/members/{member}',
    query: [],
    body: 'none',
    answers: ['id'],
  },
  setWorkspaceRole: {
    method: 'PATCH',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/members/{member}',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  removeWorkspaceMember: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/members/{member}',
    query: ['dryRun'],
    body: 'none',
    answers: [],
  },
  listTeams: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/teams',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  createTeam: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/teams',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  showTeam: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}',
    query: [],
    body: 'none',
    answers: ['id'],
  },
  renameTeam: {
    method: 'PATCH',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  deleteTeam: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}',
    query: ['dryRun'],
    body: 'none',
    answers: [],
  },
  listTeamMembers: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}/members',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  addToTeam: {
    method: 'PUT',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}/members/{member}',
    query: ['dryRun'],
    body: 'none',
    answers: [],
  },
  removeFromTeam: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}/members/{member}',
    query: ['dryRun'],
    body: 'none',
    answers: [],
  },
  listClients: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/clients',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  createClient: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/clients',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  showClient: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/clients/{client}',
    query: [],
    body: 'none',
    answers: ['id'],
  },
  deleteClient: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/clients/{client}',
    query: ['dryRun'],
    body: 'none',
    answers: [],
  },
  rotateClient: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/clients/{client}/actions/rotate',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  searchPlugins: {
    method: 'GET',
    path: '/v1/plugins',
    query: ['limit', 'cursor', 'q', 'category', 'sort'],
    body: 'none',
    answers: ['items'],
  },
  showPlugin: { method: 'GET', path: '/v1/plugins/{plugin}', query: [], body: 'none', answers: ['id'] },
  listVersions: {
    method: 'GET',
    path: '/v1/plugins/{plugin}/versions',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  showVersion: {
    method: 'GET',
    path: '/v1/plugins/{plugin}/versions/{version}',
    query: [],
    body: 'none',
    answers: ['plugin'],
  },
  publishVersion: {
    method: 'PUT',
    path: '/v1/plugins/{plugin}/versions/{version}',
    query: ['tag', 'integrity', 'dryRun'],
    body: 'octets',
    answers: ['plugin'],
  },
  trustCode: {
    method: 'PUT',
    path: '/v1/plugins/{plugin}/trusted-code',
    query: ['dryRun'],
    body: 'none',
    answers: ['plugin'],
  },
  distrustCode: {
    method: 'DELETE',
    path: '/v1/plugins/{plugin}/trusted-code',
    query: ['dryRun'],
    body: 'none',
    answers: [],
  },
  resolvePlugin: {
    method: 'GET',
    path: '/v1/plugins/{plugin}/resolve',
    query: ['range'],
    body: 'none',
    answers: ['plugin'],
  },
  packument: { method: 'GET', path: '/npm/{name}', query: [], body: 'none', answers: [''] },
  scopedPackument: { method: 'GET', path: '/npm/@{scope}/{name}', query: [], body: 'none', answers: [''] },
  tarball: { method: 'GET', path: '/npm/{name}/-/{file}', query: [], body: 'none', answers: [] },
  scopedTarball: {
    method: 'GET',
    path: '/npm/@{scope}/{name}/-/{file}',
    query: [],
    body: 'none',
    answers: [],
  },
  listInstallations: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins',
    query: ['limit', 'cursor'],
    body: 'none',
    answers: ['items'],
  },
  installPlugin: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins',
    query: ['dryRun'],
    body: 'json',
    answers: ['plugin', 'id'],
  },
  planInstallation: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/actions/plan',
    query: [],
    body: 'json',
    answers: ['plugins'],
  },
  showInstallation: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins/{plugin}',
    query: [],
    body: 'none',
    answers: ['plugin'],
  },
  uninstallPlugin: {
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/plugins/{plugin}',
    query: ['dryRun'],
    body: 'none',
    answers: ['id'],
  },
  activatePlugin: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/actions/activate',
    query: ['dryRun'],
    body: 'none',
    answers: ['plugin', 'id'],
  },
  deactivatePlugin: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/actions/deactivate',
    query: ['dryRun'],
    body: 'none',
    answers: ['plugin', 'id'],
  },
  updatePlugin: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/actions/update',
    query: ['dryRun'],
    body: 'json',
    answers: ['plugin', 'id'],
  },
  showConfig: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/config',
    query: [],
    body: 'none',
    answers: ['values'],
  },
  replaceConfig: {
    method: 'PUT',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/config',
    query: ['dryRun'],
    body: 'json',
    answers: ['values', 'id'],
  },
  patchConfig: {
    method: 'PATCH',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/config',
    query: ['dryRun'],
    body: 'json',
    answers: ['values', 'id'],
  },
  queryPlugin: {
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/query',
    query: ['dryRun'],
    body: 'json',
    answers: ['columns'],
  },
  listTables: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/tables',
    query: [],
    body: 'none',
    answers: ['items'],
  },
  readLogs: {
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/logs',
    query: ['limit', 'since', 'level', 'follow'],
    body: 'none',
    answers: ['items'],
  },
  whoami: { method: 'GET', path: '/v1/auth/me', query: [], body: 'none', answers: ['id'] },
  createToken: { method: 'POST', path: '/v1/tokens', query: ['dryRun'], body: 'json', answers: ['id'] },
  listTokens: {
    method: 'GET',
    path: '/v1/tokens',
    query: ['limit', 'cursor', 'name'],
    body: 'none',
    answers: ['items'],
  },
  showToken: { method: 'GET', path: '/v1/tokens/{token}', query: [], body: 'none', answers: ['id'] },
  revokeToken: { method: 'DELETE', path: '/v1/tokens/{token}', query: ['dryRun'], body: 'none', answers: [] },
  rotateToken: {
    method: 'POST',
    path: '/v1/tokens/{token}/actions/rotate',
    query: ['dryRun'],
    body: 'json',
    answers: ['id'],
  },
  readAudit: {
    method: 'GET',
    path: '/v1/audit',
    query: [
      'limit',
      'cursor',
      'tenant',
      'actor',
      'action',
      'resource',
      'outcome',
      'since',
      'until',
      'follow',
    ],
    body: 'none',
    answers: ['items'],
  },
  verifyAudit: {
    method: 'GET',
    path: '/v1/audit/verify',
    query: ['tenant', 'head'],
    body: 'none',
    answers: ['chain'],
  },
  healthz: { method: 'GET', path: '/healthz', query: [], body: 'none', answers: ['status'] },
  readyz: { method: 'GET', path: '/readyz', query: [], body: 'none', answers: ['status'] },
  metrics: { method: 'GET', path: '/metrics', query: [], body: 'none', answers: [] },
  listOperations: {
    method: 'GET',
    path: '/v1/operations',
    query: ['limit', 'cursor', 'tenant', 'state'],
    body: 'none',
    answers: ['items'],
  },
  showOperation: {
    method: 'GET',
    path: '/v1/operations/{operation}',
    query: [],
    body: 'none',
    answers: ['id'],
  },
  cancelOperation: {
    method: 'POST',
    path: '/v1/operations/{operation}/actions/cancel',
    query: ['dryRun'],
    body: 'none',
    answers: ['id'],
  },
  openapi: { method: 'GET', path: '/v1/openapi.json', query: [], body: 'none', answers: [''] },
} as const;

export type OperationId = keyof typeof operations;

/** What each operation takes. */
export interface Inputs {
  createTenant: CreateTenantInput & { dryRun?: boolean };
  listTenants: ListTenantsInput;
  showTenant: ShowTenantInput;
  deleteTenant: DeleteTenantInput & { dryRun?: boolean };
  startLogin: StartLoginInput;
  finishLogin: FinishLoginInput;
  logout: LogoutInput;
  accountPage: AccountPageInput;
  startPage: StartPageInput;
  listMembers: ListMembersInput;
  inviteMember: InviteMemberInput & { dryRun?: boolean };
  showMember: ShowMemberInput;
  changeMember: ChangeMemberInput & { dryRun?: boolean };
  removeMember: RemoveMemberInput & { dryRun?: boolean };
  inviteMemberAgain: InviteMemberAgainInput & { dryRun?: boolean };
  listPlatformMembers: ListPlatformMembersInput;
  invitePlatformMember: InvitePlatformMemberInput & { dryRun?: boolean };
  showPlatformMember: ShowPlatformMemberInput;
  changePlatformMember: ChangePlatformMemberInput & { dryRun?: boolean };
  removePlatformMember: RemovePlatformMemberInput & { dryRun?: boolean };
  invitePlatformMemberAgain: InvitePlatformMemberAgainInput & { dryRun?: boolean };
  explainPermission: ExplainPermissionInput;
  listRoles: ListRolesInput;
  createRole: CreateRoleInput & { dryRun?: boolean };
  showRole: ShowRoleInput;
  changeRole: ChangeRoleInput & { dryRun?: boolean };
  deleteRole: DeleteRoleInput & { dryRun?: boolean };
  listWorkspaces: ListWorkspacesInput;
  createWorkspace: CreateWorkspaceInput & { dryRun?: boolean };
  showWorkspace: ShowWorkspaceInput;
  renameWorkspace: RenameWorkspaceInput & { dryRun?: boolean };
  deleteWorkspace: DeleteWorkspaceInput & { dryRun?: boolean };
  listWorkspaceMembers: ListWorkspaceMembersInput;
  addWorkspaceMember: AddWorkspaceMemberInput & { dryRun?: boolean };
  showWorkspaceMember: ShowWorkspaceMemberInput;
  setWorkspaceRole: SetWorkspaceRoleInput & { dryRun?: boolean };
  removeWorkspaceMember: RemoveWorkspaceMemberInput & { dryRun?: boolean };
  listTeams: ListTeamsInput;
  createTeam: CreateTeamInput & { dryRun?: boolean };
  showTeam: ShowTeamInput;
  renameTeam: RenameTeamInput & { dryRun?: boolean };
  deleteTeam: DeleteTeamInput & { dryRun?: boolean };
  listTeamMembers: ListTeamMembersInput;
  addToTeam: AddToTeamInput & { dryRun?: boolean };
  removeFromTeam: RemoveFromTeamInput & { dryRun?: boolean };
  listClients: ListClientsInput;
  createClient: CreateClientInput & { dryRun?: boolean };
  showClient: ShowClientInput;
  deleteClient: DeleteClientInput & { dryRun?: boolean };
  rotateClient: RotateClientInput & { dryRun?: boolean };
  searchPlugins: SearchPluginsInput;
  showPlugin: ShowPluginInput;
  listVersions: ListVersionsInput;
  showVersion: ShowVersionInput;
  publishVersion: PublishVersionInput & { dryRun?: boolean };
  trustCode: TrustCodeInput & { dryRun?: boolean };
  distrustCode: DistrustCodeInput & { dryRun?: boolean };
  resolvePlugin: ResolvePluginInput;
  packument: PackumentInput;
  scopedPackument: ScopedPackumentInput;
  tarball: TarballInput;
  scopedTarball: ScopedTarballInput;
  listInstallations: ListInstallationsInput;
  installPlugin: InstallPluginInput & { dryRun?: boolean };
  planInstallation: PlanInstallationInput;
  showInstallation: ShowInstallationInput;
  uninstallPlugin: UninstallPluginInput & { dryRun?: boolean };
  activatePlugin: ActivatePluginInput & { dryRun?: boolean };
  deactivatePlugin: DeactivatePluginInput & { dryRun?: boolean };
  updatePlugin: UpdatePluginInput & { dryRun?: boolean };
  showConfig: ShowConfigInput;
  replaceConfig: ReplaceConfigInput & { dryRun?: boolean };
  patchConfig: PatchConfigInput & { dryRun?: boolean };
  queryPlugin: QueryPluginInput & { dryRun?: boolean };
  listTables: ListTablesInput;
  readLogs: ReadLogsInput;
  whoami: WhoamiInput;
  createToken: CreateTokenInput & { dryRun?: boolean };
  listTokens: ListTokensInput;
  showToken: ShowTokenInput;
  revokeToken: RevokeTokenInput & { dryRun?: boolean };
  rotateToken: RotateTokenInput & { dryRun?: boolean };
  readAudit: ReadAuditInput;
  verifyAudit: VerifyAuditInput;
  healthz: HealthzInput;
  readyz: ReadyzInput;
  metrics: MetricsInput;
  listOperations: ListOperationsInput;
  showOperation: ShowOperationInput;
  cancelOperation: CancelOperationInput & { dryRun?: boolean };
  openapi: OpenapiInput;
}

/** One method for each operation. */
export interface Operations {
  /** Create a tenant. `POST /v1/tenants` */
  createTenant(input: CreateTenantInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Create a tenant. `POST /v1/tenants` */
  createTenant(input: CreateTenantInput, options?: CallOptions): Promise<Tenant | Operation>;
  /** List tenants, sorted by slug. `GET /v1/tenants` */
  listTenants(input?: ListTenantsInput, options?: CallOptions): Promise<ListTenantsResult>;
  /** Show a tenant and the operation that is changing it. `GET /v1/tenants/{tenant}` */
  showTenant(input: ShowTenantInput, options?: CallOptions): Promise<TenantNow>;
  /** Delete a tenant and all its data. `DELETE /v1/tenants/{tenant}` */
  deleteTenant(input: DeleteTenantInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Delete a tenant and all its data. `DELETE /v1/tenants/{tenant}` */
  deleteTenant(input: DeleteTenantInput, options?: CallOptions): Promise<undefined | Operation>;
  /** Log in with a browser, on the host of a tenant. `GET /v1/auth/login` */
  startLogin(input?: StartLoginInput, options?: CallOptions): Promise<undefined>;
  /** Where the realm sends the browser after a login. `GET /v1/auth/callback` */
  finishLogin(input?: FinishLoginInput, options?: CallOptions): Promise<undefined>;
  /** End the login of the caller: of a browser, or of a terminal. `POST /v1/auth/logout` */
  logout(input?: LogoutInput, options?: CallOptions): Promise<undefined>;
  /** To the account page of the realm, on the host of a tenant. `GET /account` */
  accountPage(input?: AccountPageInput, options?: CallOptions): Promise<undefined>;
  /** The start page of a tenant, on its host. `GET /` */
  startPage(input?: StartPageInput, options?: CallOptions): Promise<undefined>;
  /** List the members of a tenant, sorted by address. `GET /v1/tenants/{tenant}/members` */
  listMembers(input: ListMembersInput, options?: CallOptions): Promise<ListMembersResult>;
  /** Invite somebody to a tenant by mail. `POST /v1/tenants/{tenant}/members` */
  inviteMember(input: InviteMemberInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Invite somebody to a tenant by mail. `POST /v1/tenants/{tenant}/members` */
  inviteMember(input: InviteMemberInput, options?: CallOptions): Promise<Member>;
  /** Show a member of a tenant. Send the ETag as If-Match when you change it. `GET /v1/tenants/{tenant}/members/{member}` */
  showMember(input: ShowMemberInput, options?: CallOptions): Promise<Member>;
  /** Replace the roles of a member of a tenant. `PATCH /v1/tenants/{tenant}/members/{member}` */
  changeMember(input: ChangeMemberInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Replace the roles of a member of a tenant. `PATCH /v1/tenants/{tenant}/members/{member}` */
  changeMember(input: ChangeMemberInput, options?: CallOptions): Promise<Member>;
  /** Remove a member of a tenant and end all logins of the member. `DELETE /v1/tenants/{tenant}/members/{member}` */
  removeMember(input: RemoveMemberInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Remove a member of a tenant and end all logins of the member. `DELETE /v1/tenants/{tenant}/members/{member}` */
  removeMember(input: RemoveMemberInput, options?: CallOptions): Promise<undefined>;
  /** Send the invitation of a member of a tenant again, with a new link. `POST /v1/tenants/{tenant}/members/{member}/actions/invite` */
  inviteMemberAgain(input: InviteMemberAgainInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Send the invitation of a member of a tenant again, with a new link. `POST /v1/tenants/{tenant}/members/{member}/actions/invite` */
  inviteMemberAgain(input: InviteMemberAgainInput, options?: CallOptions): Promise<Member>;
  /** List the members of the platform, sorted by address. `GET /v1/members` */
  listPlatformMembers(
    input?: ListPlatformMembersInput,
    options?: CallOptions,
  ): Promise<ListPlatformMembersResult>;
  /** Invite somebody to the platform by mail. `POST /v1/members` */
  invitePlatformMember(
    input: InvitePlatformMemberInput & { dryRun: true },
    options?: CallOptions,
  ): Promise<DryRun>;
  /** Invite somebody to the platform by mail. `POST /v1/members` */
  invitePlatformMember(input: InvitePlatformMemberInput, options?: CallOptions): Promise<Member>;
  /** Show a member of the platform. Send the ETag as If-Match when you change it. `GET /v1/members/{member}` */
  showPlatformMember(input: ShowPlatformMemberInput, options?: CallOptions): Promise<Member>;
  /** Replace the roles of a member of the platform. `PATCH /v1/members/{member}` */
  changePlatformMember(
    input: ChangePlatformMemberInput & { dryRun: true },
    options?: CallOptions,
  ): Promise<DryRun>;
  /** Replace the roles of a member of the platform. `PATCH /v1/members/{member}` */
  changePlatformMember(input: ChangePlatformMemberInput, options?: CallOptions): Promise<Member>;
  /** Remove a member of the platform and end all logins of the member. `DELETE /v1/members/{member}` */
  removePlatformMember(
    input: RemovePlatformMemberInput & { dryRun: true },
    options?: CallOptions,
  ): Promise<DryRun>;
  /** Remove a member of the platform and end all logins of the member. `DELETE /v1/members/{member}` */
  removePlatformMember(input: RemovePlatformMemberInput, options?: CallOptions): Promise<undefined>;
  /** Send the invitation of a member of the platform again, with a new link. `POST /v1/members/{member}/actions/invite` */
  invitePlatformMemberAgain(
    input: InvitePlatformMemberAgainInput & { dryRun: true },
    options?: CallOptions,
  ): Promise<DryRun>;
  /** Send the invitation of a member of the platform again, with a new link. `POST /v1/members/{member}/actions/invite` */
  invitePlatformMemberAgain(input: InvitePlatformMemberAgainInput, options?: CallOptions): Promise<Member>;
  /** Say why a member has a permission, or which roles would grant it. `GET /v1/tenants/{tenant}/permissions/explain` */
  explainPermission(input: ExplainPermissionInput, options?: CallOptions): Promise<PermissionExplanation>;
  /** List the roles of a tenant with the source of each, sorted by key. `GET /v1/tenants/{tenant}/roles` */
  listRoles(input: ListRolesInput, options?: CallOptions): Promise<ListRolesResult>;
  /** Create a role. Its permissions must be permissions of the caller. `POST /v1/tenants/{tenant}/roles` */
  createRole(input: CreateRoleInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Create a role. Its permissions must be permissions of the caller. `POST /v1/tenants/{tenant}/roles` */
  createRole(input: CreateRoleInput, options?: CallOptions): Promise<Role>;
  /** Show a role. Send the ETag as If-Match when you change it. `GET /v1/tenants/{tenant}/roles/{role}` */
  showRole(input: ShowRoleInput, options?: CallOptions): Promise<Role>;
  /** Change the name or replace the permissions of a role that the tenant made. `PATCH /v1/tenants/{tenant}/roles/{role}` */
  changeRole(input: ChangeRoleInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Change the name or replace the permissions of a role that the tenant made. `PATCH /v1/tenants/{tenant}/roles/{role}` */
  changeRole(input: ChangeRoleInput, options?: CallOptions): Promise<Role>;
  /** Delete a role that the tenant made. `DELETE /v1/tenants/{tenant}/roles/{role}` */
  deleteRole(input: DeleteRoleInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Delete a role that the tenant made. `DELETE /v1/tenants/{tenant}/roles/{role}` */
  deleteRole(input: DeleteRoleInput, options?: CallOptions): Promise<undefined>;
  /** List the workspaces of a tenant that the caller may see, sorted by slug. `GET /v1/tenants/{tenant}/workspaces` */
  listWorkspaces(input: ListWorkspacesInput, options?: CallOptions): Promise<ListWorkspacesResult>;
  /** Create a workspace. `POST /v1/tenants/{tenant}/workspaces` */
  createWorkspace(input: CreateWorkspaceInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Create a workspace. `POST /v1/tenants/{tenant}/workspaces` */
  createWorkspace(input: CreateWorkspaceInput, options?: CallOptions): Promise<Workspace>;
  /** Show a workspace. `GET /v1/tenants/{tenant}/workspaces/{workspace}` */
  showWorkspace(input: ShowWorkspaceInput, options?: CallOptions): Promise<Workspace>;
  /** Change the display name of a workspace. The slug stays. `PATCH /v1/tenants/{tenant}/workspaces/{workspace}` */
  renameWorkspace(input: RenameWorkspaceInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Change the display name of a workspace. The slug stays. `PATCH /v1/tenants/{tenant}/workspaces/{workspace}` */
  renameWorkspace(input: RenameWorkspaceInput, options?: CallOptions): Promise<Workspace>;
  /** Delete a workspace with its teams, and what plugins store in it. `DELETE /v1/tenants/{tenant}/workspaces/{workspace}` */
  deleteWorkspace(input: DeleteWorkspaceInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Delete a workspace with its teams, and what plugins store in it. `DELETE /v1/tenants/{tenant}/workspaces/{workspace}` */
  deleteWorkspace(input: DeleteWorkspaceInput, options?: CallOptions): Promise<undefined>;
  /** List the members of a workspace, sorted by address. `GET /v1/tenants/{tenant}/workspaces/{workspace}/members` */
  listWorkspaceMembers(
    input: ListWorkspaceMembersInput,
    options?: CallOptions,
  ): Promise<ListWorkspaceMembersResult>;
  /** Add a member of the tenant to a workspace. `POST /v1/tenants/{tenant}/workspaces/{workspace}/members` */
  addWorkspaceMember(
    input: AddWorkspaceMemberInput & { dryRun: true },
    options?: CallOptions,
  ): Promise<DryRun>;
  /** Add a member of the tenant to a workspace. `POST /v1/tenants/{tenant}/workspaces/{workspace}/members` */
  addWorkspaceMember(input: AddWorkspaceMemberInput, options?: CallOptions): Promise<WorkspaceMember>;
  /** Show a member of a workspace. `GET /v1/tenants/{tenant}/workspaces/{workspace}/members/{member}` */
  showWorkspaceMember(input: ShowWorkspaceMemberInput, options?: CallOptions): Promise<WorkspaceMember>;
  /** Change the role of a member of a workspace. `PATCH /v1/tenants/{tenant}/workspaces/{workspace}/members/{member}` */
  setWorkspaceRole(input: SetWorkspaceRoleInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Change the role of a member of a workspace. `PATCH /v1/tenants/{tenant}/workspaces/{workspace}/members/{member}` */
  setWorkspaceRole(input: SetWorkspaceRoleInput, options?: CallOptions): Promise<WorkspaceMember>;
  /** Remove a member from a workspace and its teams. They stay in the tenant. `DELETE /v1/tenants/{tenant}/workspaces/{workspace}/members/{member}` */
  removeWorkspaceMember(
    input: RemoveWorkspaceMemberInput & { dryRun: true },
    options?: CallOptions,
  ): Promise<DryRun>;
  /** Remove a member from a workspace and its teams. They stay in the tenant. `DELETE /v1/tenants/{tenant}/workspaces/{workspace}/members/{member}` */
  removeWorkspaceMember(input: RemoveWorkspaceMemberInput, options?: CallOptions): Promise<undefined>;
  /** List the teams of a workspace, sorted by name. `GET /v1/tenants/{tenant}/workspaces/{workspace}/teams` */
  listTeams(input: ListTeamsInput, options?: CallOptions): Promise<ListTeamsResult>;
  /** Create a team in a workspace. `POST /v1/tenants/{tenant}/workspaces/{workspace}/teams` */
  createTeam(input: CreateTeamInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Create a team in a workspace. `POST /v1/tenants/{tenant}/workspaces/{workspace}/teams` */
  createTeam(input: CreateTeamInput, options?: CallOptions): Promise<Team>;
  /** Show a team. `GET /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}` */
  showTeam(input: ShowTeamInput, options?: CallOptions): Promise<Team>;
  /** Change the name of a team. `PATCH /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}` */
  renameTeam(input: RenameTeamInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Change the name of a team. `PATCH /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}` */
  renameTeam(input: RenameTeamInput, options?: CallOptions): Promise<Team>;
  /** Delete a team. Its members stay in the workspace. `DELETE /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}` */
  deleteTeam(input: DeleteTeamInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Delete a team. Its members stay in the workspace. `DELETE /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}` */
  deleteTeam(input: DeleteTeamInput, options?: CallOptions): Promise<undefined>;
  /** List the members of a team, sorted by address. `GET /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}/members` */
  listTeamMembers(input: ListTeamMembersInput, options?: CallOptions): Promise<ListTeamMembersResult>;
  /** Add a member of the workspace to a team. `PUT /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}/members/{member}` */
  addToTeam(input: AddToTeamInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Add a member of the workspace to a team. `PUT /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}/members/{member}` */
  addToTeam(input: AddToTeamInput, options?: CallOptions): Promise<undefined>;
  /** Remove a member from a team. They stay in the workspace. `DELETE /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}/members/{member}` */
  removeFromTeam(input: RemoveFromTeamInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Remove a member from a team. They stay in the workspace. `DELETE /v1/tenants/{tenant}/workspaces/{workspace}/teams/{team}/members/{member}` */
  removeFromTeam(input: RemoveFromTeamInput, options?: CallOptions): Promise<undefined>;
  /** List the clients of a tenant, without their secrets, sorted by name. `GET /v1/tenants/{tenant}/clients` */
  listClients(input: ListClientsInput, options?: CallOptions): Promise<ListClientsResult>;
  /** Create a client for a machine. Its secret is shown only in this answer. `POST /v1/tenants/{tenant}/clients` */
  createClient(input: CreateClientInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Create a client for a machine. Its secret is shown only in this answer. `POST /v1/tenants/{tenant}/clients` */
  createClient(input: CreateClientInput, options?: CallOptions): Promise<CreatedClient>;
  /** Show a client, without its secret. `GET /v1/tenants/{tenant}/clients/{client}` */
  showClient(input: ShowClientInput, options?: CallOptions): Promise<Client>;
  /** Delete a client. Its access tokens are refused at once. `DELETE /v1/tenants/{tenant}/clients/{client}` */
  deleteClient(input: DeleteClientInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Delete a client. Its access tokens are refused at once. `DELETE /v1/tenants/{tenant}/clients/{client}` */
  deleteClient(input: DeleteClientInput, options?: CallOptions): Promise<undefined>;
  /** Give a client a new secret, which is shown only in this answer. `POST /v1/tenants/{tenant}/clients/{client}/actions/rotate` */
  rotateClient(input: RotateClientInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Give a client a new secret, which is shown only in this answer. `POST /v1/tenants/{tenant}/clients/{client}/actions/rotate` */
  rotateClient(input: RotateClientInput, options?: CallOptions): Promise<CreatedClient>;
  /** Search published plugins. `GET /v1/plugins` */
  searchPlugins(input?: SearchPluginsInput, options?: CallOptions): Promise<SearchPluginsResult>;
  /** Show a plugin, as described by its latest version. `GET /v1/plugins/{plugin}` */
  showPlugin(input: ShowPluginInput, options?: CallOptions): Promise<Plugin>;
  /** List the versions of a plugin, highest first. `GET /v1/plugins/{plugin}/versions` */
  listVersions(input: ListVersionsInput, options?: CallOptions): Promise<ListVersionsResult>;
  /** Show a version and its manifest. `GET /v1/plugins/{plugin}/versions/{version}` */
  showVersion(input: ShowVersionInput, options?: CallOptions): Promise<Version>;
  /** Publish a version by uploading its tarball. `PUT /v1/plugins/{plugin}/versions/{version}` */
  publishVersion(input: PublishVersionInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Publish a version by uploading its tarball. `PUT /v1/plugins/{plugin}/versions/{version}` */
  publishVersion(input: PublishVersionInput, options?: CallOptions): Promise<PublishedVersion>;
  /** Mark a plugin's code as trusted, so that it can run without the kernel wall. `PUT /v1/plugins/{plugin}/trusted-code` */
  trustCode(input: TrustCodeInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Mark a plugin's code as trusted, so that it can run without the kernel wall. `PUT /v1/plugins/{plugin}/trusted-code` */
  trustCode(input: TrustCodeInput, options?: CallOptions): Promise<TrustedCode>;
  /** Stop trusting a plugin's code. `DELETE /v1/plugins/{plugin}/trusted-code` */
  distrustCode(input: DistrustCodeInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Stop trusting a plugin's code. `DELETE /v1/plugins/{plugin}/trusted-code` */
  distrustCode(input: DistrustCodeInput, options?: CallOptions): Promise<undefined>;
  /** Find the version that a range resolves to. `GET /v1/plugins/{plugin}/resolve` */
  resolvePlugin(input: ResolvePluginInput, options?: CallOptions): Promise<ResolvedVersion>;
  /** Get all versions of a package, for npm clients. `GET /npm/{name}` */
  packument(input: PackumentInput, options?: CallOptions): Promise<PackumentResult>;
  /** Get all versions of a scoped package, for npm clients. `GET /npm/@{scope}/{name}` */
  scopedPackument(input: ScopedPackumentInput, options?: CallOptions): Promise<ScopedPackumentResult>;
  /** Download the tarball of a version. `GET /npm/{name}/-/{file}` */
  tarball(input: TarballInput, options?: CallOptions): Promise<undefined>;
  /** Download the tarball of a version of a scoped package. `GET /npm/@{scope}/{name}/-/{file}` */
  scopedTarball(input: ScopedTarballInput, options?: CallOptions): Promise<undefined>;
  /** List a tenant's plugins. `GET /v1/tenants/{tenant}/plugins` */
  listInstallations(input: ListInstallationsInput, options?: CallOptions): Promise<ListInstallationsResult>;
  /** Install a plugin and its dependencies. `POST /v1/tenants/{tenant}/plugins` */
  installPlugin(input: InstallPluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Install a plugin and its dependencies. `POST /v1/tenants/{tenant}/plugins` */
  installPlugin(input: InstallPluginInput, options?: CallOptions): Promise<Installation | Operation>;
  /** Show what an installation or update would change and which access it requests. `POST /v1/tenants/{tenant}/plugins/actions/plan` */
  planInstallation(input: PlanInstallationInput, options?: CallOptions): Promise<InstallationPlan>;
  /** Show an installation. `GET /v1/tenants/{tenant}/plugins/{plugin}` */
  showInstallation(input: ShowInstallationInput, options?: CallOptions): Promise<Installation>;
  /** Uninstall a plugin and erase its data. `DELETE /v1/tenants/{tenant}/plugins/{plugin}` */
  uninstallPlugin(input: UninstallPluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Uninstall a plugin and erase its data. `DELETE /v1/tenants/{tenant}/plugins/{plugin}` */
  uninstallPlugin(input: UninstallPluginInput, options?: CallOptions): Promise<undefined | Operation>;
  /** Activate a plugin. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/activate` */
  activatePlugin(input: ActivatePluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Activate a plugin. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/activate` */
  activatePlugin(input: ActivatePluginInput, options?: CallOptions): Promise<Installation | Operation>;
  /** Deactivate a plugin. Its data is kept. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/deactivate` */
  deactivatePlugin(input: DeactivatePluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Deactivate a plugin. Its data is kept. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/deactivate` */
  deactivatePlugin(input: DeactivatePluginInput, options?: CallOptions): Promise<Installation | Operation>;
  /** Update a plugin to another version. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/update` */
  updatePlugin(input: UpdatePluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Update a plugin to another version. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/update` */
  updatePlugin(input: UpdatePluginInput, options?: CallOptions): Promise<Installation | Operation>;
  /** Show a plugin's configuration without its secrets. Send the ETag as If-Match when you change it. `GET /v1/tenants/{tenant}/plugins/{plugin}/config` */
  showConfig(input: ShowConfigInput, options?: CallOptions): Promise<Configuration>;
  /** Replace a plugin's configuration. Omitted secrets are kept; null removes a secret. `PUT /v1/tenants/{tenant}/plugins/{plugin}/config` */
  replaceConfig(input: ReplaceConfigInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Replace a plugin's configuration. Omitted secrets are kept; null removes a secret. `PUT /v1/tenants/{tenant}/plugins/{plugin}/config` */
  replaceConfig(
    input: ReplaceConfigInput,
    options?: CallOptions,
  ): Promise<Configuration | undefined | Operation>;
  /** Change parts of a plugin's configuration with a merge patch (RFC 7396). Null removes a value; omitted values are kept. `PATCH /v1/tenants/{tenant}/plugins/{plugin}/config` */
  patchConfig(input: PatchConfigInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Change parts of a plugin's configuration with a merge patch (RFC 7396). Null removes a value; omitted values are kept. `PATCH /v1/tenants/{tenant}/plugins/{plugin}/config` */
  patchConfig(input: PatchConfigInput, options?: CallOptions): Promise<Configuration | undefined | Operation>;
  /** Run a statement on a plugin's data, with the rules, role and limits that apply to the plugin itself. `POST /v1/tenants/{tenant}/plugins/{plugin}/query` */
  queryPlugin(input: QueryPluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Run a statement on a plugin's data, with the rules, role and limits that apply to the plugin itself. `POST /v1/tenants/{tenant}/plugins/{plugin}/query` */
  queryPlugin(input: QueryPluginInput, options?: CallOptions): Promise<StatementResult>;
  /** List a plugin's tables and views with their columns. `GET /v1/tenants/{tenant}/plugins/{plugin}/tables` */
  listTables(input: ListTablesInput, options?: CallOptions): Promise<ListTablesResult>;
  /** Read a plugin's log, oldest line first. `GET /v1/tenants/{tenant}/plugins/{plugin}/logs` */
  readLogs(input: ReadLogsInput, options?: CallOptions): Promise<ReadLogsResult>;
  /** Show who the caller is. `GET /v1/auth/me` */
  whoami(input?: WhoamiInput, options?: CallOptions): Promise<Principal>;
  /** Create an API token. Its secret is shown only in this answer. `POST /v1/tokens` */
  createToken(input: CreateTokenInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Create an API token. Its secret is shown only in this answer. `POST /v1/tokens` */
  createToken(input: CreateTokenInput, options?: CallOptions): Promise<CreatedToken>;
  /** List tokens, oldest first, including revoked ones. `GET /v1/tokens` */
  listTokens(input?: ListTokensInput, options?: CallOptions): Promise<ListTokensResult>;
  /** Show a token, without its secret. `GET /v1/tokens/{token}` */
  showToken(input: ShowTokenInput, options?: CallOptions): Promise<Token>;
  /** Revoke a token. `DELETE /v1/tokens/{token}` */
  revokeToken(input: RevokeTokenInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Revoke a token. `DELETE /v1/tokens/{token}` */
  revokeToken(input: RevokeTokenInput, options?: CallOptions): Promise<undefined>;
  /** Replace a token with a new one. Its secret is shown only in this answer. `POST /v1/tokens/{token}/actions/rotate` */
  rotateToken(input: RotateTokenInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Replace a token with a new one. Its secret is shown only in this answer. `POST /v1/tokens/{token}/actions/rotate` */
  rotateToken(input: RotateTokenInput, options?: CallOptions): Promise<CreatedToken>;
  /** Read the audit log of the platform or of a tenant, newest line first. `GET /v1/audit` */
  readAudit(input?: ReadAuditInput, options?: CallOptions): Promise<ReadAuditResult>;
  /** Check that nobody has changed or removed lines of an audit log. `GET /v1/audit/verify` */
  verifyAudit(input?: VerifyAuditInput, options?: CallOptions): Promise<AuditVerification>;
  /** Check whether the process is alive. `GET /healthz` */
  healthz(input?: HealthzInput, options?: CallOptions): Promise<Health>;
  /** Check whether the server is ready, and show what isolates plugins from its machine. `GET /readyz` */
  readyz(input?: ReadyzInput, options?: CallOptions): Promise<Readiness>;
  /** Get metrics for Prometheus. `GET /metrics` */
  metrics(input?: MetricsInput, options?: CallOptions): Promise<undefined>;
  /** List operations, newest first. `GET /v1/operations` */
  listOperations(input?: ListOperationsInput, options?: CallOptions): Promise<ListOperationsResult>;
  /** Show an operation. With Accept: text/event-stream, follow it until it ends. `GET /v1/operations/{operation}` */
  showOperation(input: ShowOperationInput, options?: CallOptions): Promise<Operation>;
  /** Cancel a running operation and roll it back, if that is still possible. `POST /v1/operations/{operation}/actions/cancel` */
  cancelOperation(input: CancelOperationInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Cancel a running operation and roll it back, if that is still possible. `POST /v1/operations/{operation}/actions/cancel` */
  cancelOperation(input: CancelOperationInput, options?: CallOptions): Promise<Operation>;
  /** Get this OpenAPI document. `GET /v1/openapi.json` */
  openapi(input?: OpenapiInput, options?: CallOptions): Promise<OpenapiResult>;
}
