/**
 * What runs in a sandboxed process, with the half of each capability that makes its member of `ctx`. It must start fast,
 * so it imports as little of Node as it can.
 */
import { run } from '../bootstrap/main.ts';
import { database } from './database/sandbox/database.ts';
import { fetch } from './fetch/sandbox/fetch.ts';
import { members } from './members/sandbox/members.ts';

run([database, fetch, members]);
