export { bundledNode } from './bundled-node.ts';
export { serverCommand, serverError } from './server-command.ts';
export { startServer, type StartedServer, type StartServerOptions } from './start-server.ts';
