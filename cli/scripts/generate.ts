import { writeFile } from 'node:fs/promises';
import { generated } from './generated.ts';

for (const [name, text] of Object.entries(await generated())) {
  await writeFile(new URL(`../${name}`, import.meta.url), text);
}
