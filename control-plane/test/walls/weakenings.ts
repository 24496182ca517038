import type { Weakening } from './weakened.ts';

/** Requests have the role that migrates. */
export const OWNER_ROLE: Weakening = {
  file: '/control-plane/dist/start.js',
  changes: [['const { runtime } = installationRoles', 'const { owner: runtime } = installationRoles']],
};

/** Whatever a plugin says as a statement is sent to PostgreSQL. */
export const NO_PARSER: Weakening = {
  file: '/control-plane/dist/plugin-host/capabilities/database/statement.js',
  changes: [
    [
      'export function checkStatement(sql, lane) {',
      'export function checkStatement() { return { returnsWritten: false };',
    ],
  ],
};

/** The database leaves everybody what PostgreSQL gives them, as servers did before they took it away. */
export const NO_PREPARATION: Weakening = {
  file: '/control-plane/dist/database/platform-role.js',
  changes: [
    ['rightsStatement(role),', ''],
    ['REVOKE USAGE ON SCHEMA information_schema FROM PUBLIC', 'SELECT'],
    ["!found['information_schema']", 'true'],
    ['(await rightsProblems(client, role))', '[]'],
  ],
};

/** Headers pass as they come, both ways. */
export const NO_HEADER_FILTER: Weakening = {
  file: '/control-plane/dist/gateway/headers.js',
  changes: [
    [
      'export function headersForPlugin(raw) {',
      `export function headersForPlugin(raw) {
        return raw.flatMap((name, at) => (at % 2 ? [] : [[name.toLowerCase(), raw[at + 1]]]));`,
    ],
    [
      'export function headersForCaller(headers, prefix) {',
      'export function headersForCaller(headers) { return headers;',
    ],
  ],
};

/** Any JSON with a type that is known is a message. */
export const NO_SHAPES: Weakening = {
  file: '/control-plane/dist/plugin-host/channel/check-message.js',
  changes: [['!checks[name](message)', 'false']],
};

/** A package may have entries of any name, side by side with any other. */
export const NO_NAME_RULES: Weakening = {
  file: '/registry/dist/package/entry-names.js',
  changes: [
    [
      'export function entryNameProblem(path) {',
      'export function entryNameProblem(path) { return undefined;',
    ],
    [
      'export function collisionDetector() {',
      'export function collisionDetector() { return () => undefined;',
    ],
  ],
};
