// Prints the names of the hostile packages that the built registry takes, as JSON.
import { inspectPackage } from '@plexica/registry';
import { hostilePackages } from '../../../registry/test/hostile-table.ts';

const accepted: string[] = [];
for (const [name, bytes] of hostilePackages) {
  await inspectPackage([bytes]).then(
    () => accepted.push(name),
    () => undefined,
  );
}
process.stdout.write(JSON.stringify(accepted));
