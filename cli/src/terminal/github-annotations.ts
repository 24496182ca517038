import { relative, resolve, sep } from 'node:path';
import type { Issue } from '@plexica/sdk/errors';

/**
 * Annotations for GitHub Actions: one workflow command for each issue with file and line.
 *
 * @param folder of the plugin; files of issues are relative to it
 * @param workspace the checkout; GitHub's paths are relative to it
 */
export function githubAnnotations(issues: readonly Issue[], folder: string, workspace: string): string {
  return issues
    .map(({ path, message, file, line, column }) => {
      if (file === undefined || line === undefined) return '';
      // For code, the path already contains file and line.
      const text = path === '' || path.startsWith(file) ? message : `${path}: ${message}`;
      const place = [
        `file=${property(repositoryPath(workspace, resolve(folder, file)))}`,
        `line=${line}`,
        ...(column === undefined ? [] : [`col=${column}`]),
      ];
      return `::error ${place.join(',')}::${data(text)}\n`;
    })
    .join('');
}

function repositoryPath(workspace: string, path: string): string {
  const inside = relative(workspace, path).split(sep).join('/');
  return inside.startsWith('../') ? path : inside;
}

/** As `@actions/core` escapes the text of a command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As `@actions/core` escapes the value of a property. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
