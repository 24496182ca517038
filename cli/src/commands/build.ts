import { PlexicaCommand } from '../command.ts';
import { dryRun, folder, localFlags } from '../flags.ts';
import type { BuildResult } from '../results/project.ts';
import { duration, size } from '../terminal/progress.ts';
import { table } from '../terminal/table.ts';

export default class Build extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Bundle the plugin into dist/.';
  static override description =
    'Checks the manifest and types, bundles the backend, loads it in the sandbox to read its ' +
    'routes, and writes the complete manifest to dist/plexica.json. Builds are reproducible: the same sources ' +
    'produce the same bytes.';
  static override examples = ['<%= config.bin %> build', '<%= config.bin %> build --dry-run --json'];
  static override flags = { folder, 'dry-run': dryRun };

  async run(): Promise<void> {
    const { flags } = await this.parse(Build);
    const { buildProject } = await import('../services/project/build-project.ts');
    const options = { folder: flags.folder, dryRun: flags['dry-run'] };
    this.show(await buildProject(options, this.progress), render);
  }
}

function render(result: BuildResult): string {
  const files = table(
    ['file', 'size'],
    result.files.map(({ path, bytes }) => [path, size(bytes)]),
  );
  const routes = table(
    ['method', 'path', 'who can call'],
    result.routes.map(({ method, path, access }) => [
      method,
      path,
      typeof access === 'string' ? access : access.permission,
    ]),
  );
  const done = result.dryRun ? 'Would build' : 'Built';
  const count = result.files.length === 1 ? '1 file' : `${result.files.length} files`;
  const total = size(result.files.reduce((sum, { bytes }) => sum + bytes, 0));
  const summary = `${done} ${result.plugin} ${result.version}: ${count}, ${total}, into dist/ in ${duration(result.milliseconds)}`;
  return `${summary}\n\n${files}\n\n${routes}`;
}
