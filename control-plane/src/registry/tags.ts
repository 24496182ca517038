import semver from 'semver';
import { PlexicaError } from '@plexica/sdk/errors';

/** Tag of dev versions. Only the newest of them are kept. */
export const DEV_TAG = 'dev';

const LONGEST = 64;
const TAG = /^[a-z][a-z0-9._-]*$/i;

/** @returns why a dist-tag cannot be one, or `undefined` */
export function tagIssue(tag: string): string | undefined {
  // Where a tag or a range can name a version, they must not be confused.
  if (tag.length <= LONGEST && semver.validRange(tag, { loose: true }) !== null)
    return `${tag} is a semver range, which cannot be a tag`;
  return tag.length <= LONGEST && TAG.test(tag)
    ? undefined
    : 'must have 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter';
}

/**
 * The dist-tag of a version to publish, by the rules of npm 11: by default `latest`, but never for a prerelease, and
 * never moved to a lower version.
 *
 * @param latest the version that has `latest` now
 * @throws PlexicaError `invalid_input` with the path `query.tag`
 */
export function tagFor(version: string, tag: string | undefined, latest: string | undefined): string {
  if (tag !== undefined) {
    const issue = tagIssue(tag);
    if (issue !== undefined) throw badTag(issue, 'Name it after a channel, such as beta or next.');
    return tag;
  }
  if (semver.prerelease(version) !== null) {
    throw badTag(`${version} is a prerelease, which requires a tag`, 'Pass a tag, such as beta or next.');
  }
  if (latest !== undefined && semver.gt(latest, version)) {
    throw badTag(
      `${version} would get the tag latest, but the higher version ${latest} has it`,
      `Pass another tag, such as v${semver.major(version)}-maintenance, or pass latest to move it to the lower version.`,
    );
  }
  return 'latest';
}

function badTag(message: string, hint: string): PlexicaError {
  return new PlexicaError('invalid_input', `query.tag: ${message}`, {
    hint,
    issues: [{ path: 'query.tag', message }],
  });
}
