import { run } from '../../../src/plugin-host/bootstrap/main.ts';
import { database } from '../../../src/plugin-host/capabilities/database/sandbox/database.ts';
import { fetch } from '../../../src/plugin-host/capabilities/fetch/sandbox/fetch.ts';
import { echo } from './echo/sandbox/echo.ts';

run([database, fetch, echo]);
