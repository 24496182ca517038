// Writes down what the modules of this Node offer, once every difference has been judged.
import { writeFile } from 'node:fs/promises';
import { startHost } from '../../plugin-host/hosted.ts';
import { NAMES, namesInSandbox } from './names.ts';

const hosted = await startHost();
await writeFile(NAMES, await namesInSandbox(hosted));
await hosted.close();
