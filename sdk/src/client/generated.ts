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
   * Who began it: `admin`, or `token:` and the name of a token
   */
  startedBy: string;
  state: 'running' | 'undoing' | 'succeeded' | 'failed';
  steps: {
    name: string;
    state: 'done' | 'running' | 'waiting' | 'undone';
  }[];
  /**
   * How often the running step, or undoing it, has failed
   */
  attempts: number;
  /**
   * Why the running step failed last; of an operation that is undone or has failed, why it failed
   */
  error?: {
    code: string;
    message: string;
    hint: string;
    issues: {
      path: string;
      message: string;
      /**
       * File of the package that holds it
       */
      file?: string;
      /**
       * Of that file, from 1
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
   * What keeps a step from being undone. It is tried again until that is gone; meanwhile others may change the tenant
   */
  obstacle?: {
    code: string;
    message: string;
    hint: string;
    issues: {
      path: string;
      message: string;
      /**
       * File of the package that holds it
       */
      file?: string;
      /**
       * Of that file, from 1
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
   * When it is undone, if it can still be undone then
   */
  deadline: string;
  createdAt: string;
  updatedAt: string;
}
export interface NewTenant {
  /**
   * 2 to 24 lower-case letters and digits, with single dashes between them
   */
  slug: string;
  /**
   * For people; the slug if absent
   */
  name?: string;
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
 * What is changing the tenant or one of its plugins at this moment
 */
export interface Operation1 {
  id: string;
  kind: string;
  subject: string;
  /**
   * Who began it: `admin`, or `token:` and the name of a token
   */
  startedBy: string;
  state: 'running' | 'undoing' | 'succeeded' | 'failed';
  steps: {
    name: string;
    state: 'done' | 'running' | 'waiting' | 'undone';
  }[];
  /**
   * How often the running step, or undoing it, has failed
   */
  attempts: number;
  /**
   * Why the running step failed last; of an operation that is undone or has failed, why it failed
   */
  error?: {
    code: string;
    message: string;
    hint: string;
    issues: {
      path: string;
      message: string;
      /**
       * File of the package that holds it
       */
      file?: string;
      /**
       * Of that file, from 1
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
   * What keeps a step from being undone. It is tried again until that is gone; meanwhile others may change the tenant
   */
  obstacle?: {
    code: string;
    message: string;
    hint: string;
    issues: {
      path: string;
      message: string;
      /**
       * File of the package that holds it
       */
      file?: string;
      /**
       * Of that file, from 1
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
   * When it is undone, if it can still be undone then
   */
  deadline: string;
  createdAt: string;
  updatedAt: string;
}
export interface PluginSummary {
  id: string;
  /**
   * Its name for npm: the id, or `@scope/id`
   */
  packageName: string;
  displayName: string;
  description: string;
  category?: string;
  keywords: string[];
  /**
   * The version tagged `latest`; absent while there are only others
   */
  latest?: string;
  /**
   * Principal of the first publish
   */
  owner: string;
  createdAt: string;
  /**
   * When a version was last published
   */
  updatedAt: string;
}
export interface Plugin {
  id: string;
  /**
   * Its name for npm: the id, or `@scope/id`
   */
  packageName: string;
  displayName: string;
  description: string;
  category?: string;
  keywords: string[];
  /**
   * The version tagged `latest`; absent while there are only others
   */
  latest?: string;
  /**
   * Principal of the first publish
   */
  owner: string;
  createdAt: string;
  /**
   * When a version was last published
   */
  updatedAt: string;
  /**
   * Tag to version
   */
  distTags: {
    [k: string]: string;
  };
  /**
   * All versions, the highest first
   */
  versions: string[];
  /**
   * Which version the rest is taken from: `latest`, or the highest where no version has it
   */
  version: string;
  /**
   * Key to a sentence for the administrator: { "contacts.read": "See contacts" }. In a tenant the key is prefixed with the plugin id: crm.contacts.read.
   */
  permissions?: {
    [k: string]: string;
  };
  /**
   * Roles offered to the tenant at install, with permissions of this plugin: ["contacts.*"].
   */
  roles?: {
    /**
     * @minItems 1
     * @maxItems 200
     */
    [k: string]: string[];
  };
  /**
   * What the plugin needs beyond its own data. The operator sees it and consents; what is absent is refused.
   */
  access?: {
    /**
     * Host names that ctx.fetch may reach over https: "api.stripe.com", "*.example.com".
     *
     * @maxItems 50
     */
    network?: string[];
    /**
     * Whether it stores files (ctx.storage). This version has no such storage yet.
     */
    storage?: boolean;
    /**
     * Whether its code may make functions of text (eval, new Function), as ajv, handlebars and ejs do. Possible only where the kernel wall stands.
     */
    codeGeneration?: boolean;
    /**
     * Whether it may read names and addresses of the members of the tenant. This version shows none yet.
     */
    members?: 'read';
  };
  /**
   * Plugins that have to be installed as well: id to semver range.
   */
  dependencies?: {
    [k: string]: string;
  };
  /**
   * Plugins that it works with when they are installed, in these versions.
   */
  optionalDependencies?: {
    [k: string]: string;
  };
  /**
   * Texts of the package that look like credentials and are none: what stands for each, as the error says that refuses it, and why it may be published.
   */
  allowedSecrets?: {
    [k: string]: string;
  };
  /**
   * Plugins, in these versions, that cannot be in the same tenant.
   */
  conflicts?: {
    [k: string]: string;
  };
  /**
   * JSON Schema (2020-12) of the configuration per tenant; type "object". "writeOnly": true on a property makes it a secret; "x-plexica-scope": "workspace" is meant to let it differ per workspace, and has no effect in this version yet.
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
   * What its backend answers to
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
   * Octets of the tarball
   */
  size: number;
  /**
   * Octets of its files
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
   * Octets of the tarball
   */
  size: number;
  /**
   * Octets of its files
   */
  unpackedSize: number;
  publishedAt: string;
  publishedBy: string;
  /**
   * sha1 of the tarball in hex, for old npm clients
   */
  shasum: string;
  /**
   * How many files it has
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
   * Unique in a registry; whoever publishes it first owns it. 2 to 28 characters: a–z, 0–9, single dashes. The npm name in package.json is this id or @scope/id.
   */
  id: string;
  /**
   * Name in the marketplace. Default: the id.
   */
  displayName?: string;
  /**
   * Shelf in the marketplace.
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
   * Path of a square image: "assets/icon.svg". Not shown by this version yet.
   */
  icon?: string;
  /**
   * Paths of images for the marketplace, in order. Not shown by this version yet.
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
   * Key to a sentence for the administrator: { "contacts.read": "See contacts" }. In a tenant the key is prefixed with the plugin id: crm.contacts.read.
   */
  permissions?: {
    [k: string]: string;
  };
  /**
   * Roles offered to the tenant at install, with permissions of this plugin: ["contacts.*"].
   */
  roles?: {
    /**
     * @minItems 1
     * @maxItems 200
     */
    [k: string]: string[];
  };
  /**
   * What the plugin needs beyond its own data. The operator sees it and consents; what is absent is refused.
   */
  access?: {
    /**
     * Host names that ctx.fetch may reach over https: "api.stripe.com", "*.example.com".
     *
     * @maxItems 50
     */
    network?: string[];
    /**
     * Whether it stores files (ctx.storage). This version has no such storage yet.
     */
    storage?: boolean;
    /**
     * Whether its code may make functions of text (eval, new Function), as ajv, handlebars and ejs do. Possible only where the kernel wall stands.
     */
    codeGeneration?: boolean;
    /**
     * Whether it may read names and addresses of the members of the tenant. This version shows none yet.
     */
    members?: 'read';
  };
  /**
   * Texts of the package that look like credentials and are none: what stands for each, as the error says that refuses it, and why it may be published.
   */
  allowedSecrets?: {
    [k: string]: string;
  };
  /**
   * Plugins that have to be installed as well: id to semver range.
   */
  dependencies?: {
    [k: string]: string;
  };
  /**
   * Plugins that it works with when they are installed, in these versions.
   */
  optionalDependencies?: {
    [k: string]: string;
  };
  /**
   * Plugins, in these versions, that cannot be in the same tenant.
   */
  conflicts?: {
    [k: string]: string;
  };
  /**
   * What other plugins may call, with JSON Schemas. Nothing can call them in this version yet.
   */
  services?: {
    [k: string]: {
      /**
       * Semver version of the service, apart from that of the plugin.
       */
      version: string;
      methods: {
        [k: string]: {
          /**
           * JSON Schema of what the caller sends.
           */
          input?: {
            [k: string]: unknown;
          };
          /**
           * JSON Schema of what it gets back.
           */
          output?: {
            [k: string]: unknown;
          };
        };
      };
    };
  };
  /**
   * Services of other plugins that it calls: "crm.contacts@^1". It cannot call them in this version yet.
   *
   * @maxItems 100
   */
  uses?: string[];
  /**
   * Events that it publishes and receives. None are delivered in this version yet.
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
     * Types or patterns with a trailing star of events that it receives.
     *
     * @maxItems 200
     */
    subscribes?: string[];
  };
  /**
   * JSON Schema (2020-12) of the configuration per tenant; type "object". "writeOnly": true on a property makes it a secret; "x-plexica-scope": "workspace" is meant to let it differ per workspace, and has no effect in this version yet.
   */
  config?: {
    [k: string]: unknown;
  };
  /**
   * Whether its data belongs to workspaces; it can then be off in single workspaces. Not supported by this version yet: `true` does not build.
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
   * Octets of the tarball
   */
  size: number;
  /**
   * Octets of its files
   */
  unpackedSize: number;
  publishedAt: string;
  publishedBy: string;
  /**
   * sha1 of the tarball in hex, for old npm clients
   */
  shasum: string;
  /**
   * How many files it has
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
   * Whether these very octets were published before
   */
  unchanged: boolean;
}
export interface TrustedCode {
  plugin: string;
  /**
   * Principal who marked it
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
   * Absent while the first version is being installed
   */
  version?: string;
  state: 'installing' | 'inactive' | 'active' | 'uninstalling';
  /**
   * Why it is not active although it was asked to be, or how its process fails again and again
   */
  reason?: string;
  /**
   * Whether somebody accepted to run it without the kernel wall
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
   * Run it even where nothing isolates it
   */
  trust?: boolean;
  /**
   * Items of `access` of a plan: what asks for anything else is refused. Without it all is accepted
   *
   * @maxItems 5000
   */
  acceptAccess?: {
    /**
     * Id of the plugin
     */
    plugin: string;
    /**
     * Where its manifest asks for it: `access.network`, `routes.public`
     */
    key: string;
    /**
     * What exactly: a host, a route, a pattern
     */
    value: string;
  }[];
}
export interface InstallationPlan {
  /**
   * In the order in which they are put in place; the one that was asked for is last
   */
  plugins: {
    /**
     * Complete key to meaning
     */
    permissions: {
      [k: string]: string;
    };
    /**
     * Name of a role that it offers to its permissions
     */
    roles: {
      [k: string]: string[];
    };
    /**
     * What it asks for beyond its own data, and needs consent
     */
    access: AccessItem[];
    /**
     * Texts of the package that look like credentials: what stands for each to why its author says it is none
     */
    allowedSecrets?: {
      [k: string]: string;
    };
    plugin: string;
    version: string;
    /**
     * The version that is there now
     */
    from?: string;
    /**
     * sha512 of the tarball (Subresource Integrity)
     */
    integrity: string;
    /**
     * Principal who published the version
     */
    publishedBy: string;
  }[];
  /**
   * Configuration of the plugin that was asked for
   */
  config: {
    /**
     * JSON Schema; absent if the plugin has no configuration
     */
    schema?: {
      [k: string]: unknown;
    };
    /**
     * Required keys that have no value yet
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
   * Where its manifest asks for it: `access.network`, `routes.public`
   */
  key: string;
  /**
   * What exactly: a host, a route, a pattern
   */
  value: string;
  /**
   * The rest of a sentence that begins with the id: `reaches api.stripe.com over https`
   */
  text: string;
}
export interface UpdateRequest {
  /**
   * Version, semver range or dist-tag
   */
  range?: string;
  /**
   * Values that change
   */
  config?: {
    [k: string]: unknown;
  };
  /**
   * Run it even where nothing isolates it
   */
  trust?: boolean;
  /**
   * Items of `access` of a plan or a problem: what the new version may do that the one before could not
   *
   * @maxItems 5000
   */
  acceptAccess?: {
    /**
     * Id of the plugin
     */
    plugin: string;
    /**
     * Where its manifest asks for it: `access.network`, `routes.public`
     */
    key: string;
    /**
     * What exactly: a host, a route, a pattern
     */
    value: string;
  }[];
  /**
   * Make the installation anew: all its data is lost
   */
  reset?: boolean;
  /**
   * Another update follows soon, as in `plexica dev`: the server starts a process for it ahead
   */
  expectNext?: boolean;
}
export interface Configuration {
  values: {
    [k: string]: unknown;
  };
  /**
   * Keys that have a secret value, which is never shown
   */
  secrets: string[];
  /**
   * JSON Schema of the plugin's configuration; absent if it has none
   */
  schema?: {
    [k: string]: unknown;
  };
}
export interface StatementResult {
  columns: {
    name: string;
    /**
     * OID of the type; 0: not PostgreSQL's own
     */
    type: number;
  }[];
  /**
   * Values as PostgreSQL writes them
   */
  rows: (string | null)[][];
  /**
   * What was done: `SELECT 3`, `INSERT 0 1`
   */
  tag: string;
}
export interface Statement {
  /**
   * One statement, in a transaction of its own
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
   * Of the line that the gateway writes for each request that it passes on to the plugin
   */
  request?: {
    method: string;
    /**
     * Pattern of the route
     */
    path: string;
    /**
     * Absent where the caller left before there was one
     */
    status?: number;
    /**
     * Milliseconds until the answer was sent or cut off
     */
    ms: number;
  };
}
export interface Principal {
  /**
   * `admin` or `token:<name>`
   */
  id: string;
  name: string;
  scope: string;
  permissions: string[];
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
   * When a request came with it, give or take a minute
   */
  lastUsedAt?: string;
  /**
   * The secret; it is never shown again
   */
  token: string;
}
export interface NewToken {
  /**
   * Whom the token speaks for. Several tokens may have one name: publish rights belong to the name
   */
  name: string;
  /**
   * `platform`, `publish` or `tenant:<slug>`
   */
  scope: string;
  /**
   * What it may do within its scope; everything if absent
   *
   * @minItems 1
   * @maxItems 100
   */
  permissions?: string[];
  /**
   * Never if absent
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
   * When a request came with it, give or take a minute
   */
  lastUsedAt?: string;
}
export interface RotateToken {
  /**
   * How long the secret before goes on working, 30 days at most
   */
  overlapSeconds?: number;
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
     * Whether it hears what other replicas change
     */
    changes: boolean;
  };
  walls: {
    /**
     * Whether namespaces of the kernel isolate plugins
     */
    kernel: boolean;
    /**
     * Whether a filter of system calls stands around each sandbox
     */
    seccomp: boolean;
    /**
     * Whether each sandbox has a user id of its own
     */
    users: boolean;
    node: boolean;
    why: string;
    /**
     * Whether control groups limit what plugins use
     */
    limits: string;
  };
}
export interface Problem {
  /**
   * `urn:plexica:error:` and the code
   */
  type: string;
  title: string;
  status: number;
  detail: string;
  /**
   * Stable; `plexica explain <code>` tells more
   */
  code: string;
  hint: string;
  requestId: string;
  issues?: {
    path: string;
    message: string;
    /**
     * File of the package that holds it
     */
    file?: string;
    /**
     * Of that file, from 1
     */
    line?: number;
    column?: number;
  }[];
  /**
   * Of `access_change`: what a plugin asks for that was not accepted
   */
  access?: AccessItem[];
  /**
   * The same as `detail`, on paths that npm reads
   */
  error?: string;
}
export interface CreateTenantInput {
  body: NewTenant;
}
export interface ListTenantsInput {
  /**
   * How many items at most, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the page before
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
export interface SearchPluginsInput {
  /**
   * How many items at most, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the page before
   */
  cursor?: string;
  /**
   * Words, or beginnings of words, that name, keywords or description have
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
   * By how well it fits `q`, by name, or the last published first
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
   * How many items at most, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the page before
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
   * The version that the package has
   */
  version: string;
  /**
   * Dist-tag; `latest` if absent. Prereleases need one. It also moves to a version published before
   */
  tag?: string;
  /**
   * What the octets must be (Subresource Integrity)
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
   * Version, semver range or dist-tag, by the rules of npm; the latest if absent
   */
  range?: string;
}
export interface PackumentInput {
  /**
   * Name of the package; a scope is written @scope%2Fname
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
   * Name of the package; a scope is written @scope%2Fname
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
   * How many items at most, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the page before
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
   * How many of the newest lines
   */
  limit?: number;
  /**
   * Only lines of this time and later
   */
  since?: string;
  /**
   * Only lines of this level and above
   */
  level?: 'debug' | 'info' | 'warn' | 'error';
  /**
   * Go on with lines as they come: NDJSON, one line of JSON each
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
   * How many items at most, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the page before
   */
  cursor?: string;
  /**
   * Only those of this name
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
export interface HealthzInput {}
export interface ReadyzInput {}
export interface MetricsInput {}
export interface ListOperationsInput {
  /**
   * How many items at most, 1 to 100
   */
  limit?: number;
  /**
   * `nextCursor` of the page before
   */
  cursor?: string;
  /**
   * Slug: operations of this tenant only
   */
  tenant?: string;
  /**
   * Operations in this state only
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
  /** List tenants by slug. `GET /v1/tenants` */
  listTenants(input?: ListTenantsInput, options?: CallOptions): Promise<ListTenantsResult>;
  /** Show a tenant and what is changing it. `GET /v1/tenants/{tenant}` */
  showTenant(input: ShowTenantInput, options?: CallOptions): Promise<TenantNow>;
  /** Delete a tenant and all its data. `DELETE /v1/tenants/{tenant}` */
  deleteTenant(input: DeleteTenantInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Delete a tenant and all its data. `DELETE /v1/tenants/{tenant}` */
  deleteTenant(input: DeleteTenantInput, options?: CallOptions): Promise<undefined | Operation>;
  /** Search the published plugins. `GET /v1/plugins` */
  searchPlugins(input?: SearchPluginsInput, options?: CallOptions): Promise<SearchPluginsResult>;
  /** Show a plugin as its latest version describes it. `GET /v1/plugins/{plugin}` */
  showPlugin(input: ShowPluginInput, options?: CallOptions): Promise<Plugin>;
  /** List the versions of a plugin, the highest first. `GET /v1/plugins/{plugin}/versions` */
  listVersions(input: ListVersionsInput, options?: CallOptions): Promise<ListVersionsResult>;
  /** Show a version with its manifest. `GET /v1/plugins/{plugin}/versions/{version}` */
  showVersion(input: ShowVersionInput, options?: CallOptions): Promise<Version>;
  /** Publish a version: the octets of its tarball. `PUT /v1/plugins/{plugin}/versions/{version}` */
  publishVersion(input: PublishVersionInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Publish a version: the octets of its tarball. `PUT /v1/plugins/{plugin}/versions/{version}` */
  publishVersion(input: PublishVersionInput, options?: CallOptions): Promise<PublishedVersion>;
  /** Mark a plugin's code as trusted: it may run where no kernel wall isolates it. `PUT /v1/plugins/{plugin}/trusted-code` */
  trustCode(input: TrustCodeInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Mark a plugin's code as trusted: it may run where no kernel wall isolates it. `PUT /v1/plugins/{plugin}/trusted-code` */
  trustCode(input: TrustCodeInput, options?: CallOptions): Promise<TrustedCode>;
  /** Take the mark from a plugin's code that it is trusted. `DELETE /v1/plugins/{plugin}/trusted-code` */
  distrustCode(input: DistrustCodeInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Take the mark from a plugin's code that it is trusted. `DELETE /v1/plugins/{plugin}/trusted-code` */
  distrustCode(input: DistrustCodeInput, options?: CallOptions): Promise<undefined>;
  /** Find the version that a range means. `GET /v1/plugins/{plugin}/resolve` */
  resolvePlugin(input: ResolvePluginInput, options?: CallOptions): Promise<ResolvedVersion>;
  /** All versions of a package, for npm clients. `GET /npm/{name}` */
  packument(input: PackumentInput, options?: CallOptions): Promise<PackumentResult>;
  /** All versions of a scoped package, for npm clients. `GET /npm/@{scope}/{name}` */
  scopedPackument(input: ScopedPackumentInput, options?: CallOptions): Promise<ScopedPackumentResult>;
  /** The tarball of a version. `GET /npm/{name}/-/{file}` */
  tarball(input: TarballInput, options?: CallOptions): Promise<undefined>;
  /** The tarball of a version of a scoped package. `GET /npm/@{scope}/{name}/-/{file}` */
  scopedTarball(input: ScopedTarballInput, options?: CallOptions): Promise<undefined>;
  /** List a tenant's plugins. `GET /v1/tenants/{tenant}/plugins` */
  listInstallations(input: ListInstallationsInput, options?: CallOptions): Promise<ListInstallationsResult>;
  /** Install a plugin and what it needs. `POST /v1/tenants/{tenant}/plugins` */
  installPlugin(input: InstallPluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Install a plugin and what it needs. `POST /v1/tenants/{tenant}/plugins` */
  installPlugin(input: InstallPluginInput, options?: CallOptions): Promise<Installation | Operation>;
  /** Show what an installation or update would bring and be allowed. `POST /v1/tenants/{tenant}/plugins/actions/plan` */
  planInstallation(input: PlanInstallationInput, options?: CallOptions): Promise<InstallationPlan>;
  /** Show an installation. `GET /v1/tenants/{tenant}/plugins/{plugin}` */
  showInstallation(input: ShowInstallationInput, options?: CallOptions): Promise<Installation>;
  /** Uninstall a plugin and erase its data. `DELETE /v1/tenants/{tenant}/plugins/{plugin}` */
  uninstallPlugin(input: UninstallPluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Uninstall a plugin and erase its data. `DELETE /v1/tenants/{tenant}/plugins/{plugin}` */
  uninstallPlugin(input: UninstallPluginInput, options?: CallOptions): Promise<undefined | Operation>;
  /** Switch a plugin on. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/activate` */
  activatePlugin(input: ActivatePluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Switch a plugin on. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/activate` */
  activatePlugin(input: ActivatePluginInput, options?: CallOptions): Promise<Installation | Operation>;
  /** Switch a plugin off; its data stays. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/deactivate` */
  deactivatePlugin(input: DeactivatePluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Switch a plugin off; its data stays. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/deactivate` */
  deactivatePlugin(input: DeactivatePluginInput, options?: CallOptions): Promise<Installation | Operation>;
  /** Move a plugin to another version. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/update` */
  updatePlugin(input: UpdatePluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Move a plugin to another version. `POST /v1/tenants/{tenant}/plugins/{plugin}/actions/update` */
  updatePlugin(input: UpdatePluginInput, options?: CallOptions): Promise<Installation | Operation>;
  /** Show a plugin's configuration, without its secrets; the ETag is for If-Match. `GET /v1/tenants/{tenant}/plugins/{plugin}/config` */
  showConfig(input: ShowConfigInput, options?: CallOptions): Promise<Configuration>;
  /** Replace a plugin's configuration; secrets that are left out stay, null takes one away. `PUT /v1/tenants/{tenant}/plugins/{plugin}/config` */
  replaceConfig(input: ReplaceConfigInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Replace a plugin's configuration; secrets that are left out stay, null takes one away. `PUT /v1/tenants/{tenant}/plugins/{plugin}/config` */
  replaceConfig(
    input: ReplaceConfigInput,
    options?: CallOptions,
  ): Promise<Configuration | undefined | Operation>;
  /** Change parts of a plugin's configuration by a merge patch (RFC 7396): null takes a value away, what is left out stays. `PATCH /v1/tenants/{tenant}/plugins/{plugin}/config` */
  patchConfig(input: PatchConfigInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Change parts of a plugin's configuration by a merge patch (RFC 7396): null takes a value away, what is left out stays. `PATCH /v1/tenants/{tenant}/plugins/{plugin}/config` */
  patchConfig(input: PatchConfigInput, options?: CallOptions): Promise<Configuration | undefined | Operation>;
  /** Run a statement on a plugin's data, by the rules, role and limits of the plugin's own statements. `POST /v1/tenants/{tenant}/plugins/{plugin}/query` */
  queryPlugin(input: QueryPluginInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Run a statement on a plugin's data, by the rules, role and limits of the plugin's own statements. `POST /v1/tenants/{tenant}/plugins/{plugin}/query` */
  queryPlugin(input: QueryPluginInput, options?: CallOptions): Promise<StatementResult>;
  /** List a plugin's tables and views with their columns. `GET /v1/tenants/{tenant}/plugins/{plugin}/tables` */
  listTables(input: ListTablesInput, options?: CallOptions): Promise<ListTablesResult>;
  /** Read a plugin's log, the oldest line first. `GET /v1/tenants/{tenant}/plugins/{plugin}/logs` */
  readLogs(input: ReadLogsInput, options?: CallOptions): Promise<ReadLogsResult>;
  /** Show whom the token speaks for. `GET /v1/auth/me` */
  whoami(input?: WhoamiInput, options?: CallOptions): Promise<Principal>;
  /** Create an API token; its secret is shown in this answer only. `POST /v1/tokens` */
  createToken(input: CreateTokenInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Create an API token; its secret is shown in this answer only. `POST /v1/tokens` */
  createToken(input: CreateTokenInput, options?: CallOptions): Promise<CreatedToken>;
  /** List tokens, the oldest first, revoked ones included. `GET /v1/tokens` */
  listTokens(input?: ListTokensInput, options?: CallOptions): Promise<ListTokensResult>;
  /** Show a token, without its secret. `GET /v1/tokens/{token}` */
  showToken(input: ShowTokenInput, options?: CallOptions): Promise<Token>;
  /** Revoke a token. `DELETE /v1/tokens/{token}` */
  revokeToken(input: RevokeTokenInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Revoke a token. `DELETE /v1/tokens/{token}` */
  revokeToken(input: RevokeTokenInput, options?: CallOptions): Promise<undefined>;
  /** Replace a token by one with a new secret, which is shown in this answer only. `POST /v1/tokens/{token}/actions/rotate` */
  rotateToken(input: RotateTokenInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Replace a token by one with a new secret, which is shown in this answer only. `POST /v1/tokens/{token}/actions/rotate` */
  rotateToken(input: RotateTokenInput, options?: CallOptions): Promise<CreatedToken>;
  /** Whether the process lives. `GET /healthz` */
  healthz(input?: HealthzInput, options?: CallOptions): Promise<Health>;
  /** Whether the server can work, and which walls stand between plugins and its machine. `GET /readyz` */
  readyz(input?: ReadyzInput, options?: CallOptions): Promise<Readiness>;
  /** Metrics for Prometheus. `GET /metrics` */
  metrics(input?: MetricsInput, options?: CallOptions): Promise<undefined>;
  /** List operations, the newest first. `GET /v1/operations` */
  listOperations(input?: ListOperationsInput, options?: CallOptions): Promise<ListOperationsResult>;
  /** Show an operation; with Accept: text/event-stream, follow it to its end. `GET /v1/operations/{operation}` */
  showOperation(input: ShowOperationInput, options?: CallOptions): Promise<Operation>;
  /** Have a running operation undone, if it can still be undone. `POST /v1/operations/{operation}/actions/cancel` */
  cancelOperation(input: CancelOperationInput & { dryRun: true }, options?: CallOptions): Promise<DryRun>;
  /** Have a running operation undone, if it can still be undone. `POST /v1/operations/{operation}/actions/cancel` */
  cancelOperation(input: CancelOperationInput, options?: CallOptions): Promise<Operation>;
  /** This document. `GET /v1/openapi.json` */
  openapi(input?: OpenapiInput, options?: CallOptions): Promise<OpenapiResult>;
}
