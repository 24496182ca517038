import semver from 'semver';

/**
 * The versions that `wanted` allows, best first, by the rules of npm: a range prefers the version tagged `latest`
 * when it fits, then the highest; prereleases count only where the range names one of the same major.minor.patch.
 *
 * @param wanted exact version, range, or dist-tag; empty and `*` mean `latest`, and any version where that tag is missing
 */
export function versionsInOrder(
  versions: readonly string[],
  distTags: Readonly<Record<string, string>>,
  wanted: string,
): string[] {
  const known = [...new Set(versions)].filter((version) => semver.valid(version) !== null);
  const latest = Object.hasOwn(distTags, 'latest') ? distTags['latest'] : undefined;
  const asked = wanted.trim();

  const exact = semver.valid(asked, { loose: true });
  if (exact !== null) return known.filter((version) => version === exact);

  const range = semver.validRange(asked, { loose: true });
  if (range === null) {
    const tagged = Object.hasOwn(distTags, asked) ? distTags[asked] : undefined;
    return known.filter((version) => version === tagged);
  }
  const anyVersion = range === '*';
  const fitting = known
    .filter((version) => semver.satisfies(version, range) || (anyVersion && version === latest))
    .sort(semver.rcompare);
  if (fitting.length === 0 && anyVersion && latest === undefined) return known.sort(semver.rcompare);
  return fitting.sort((a, b) => Number(b === latest) - Number(a === latest));
}

/** The best of `versionsInOrder`, or `undefined` when none fits. */
export function pickVersion(
  versions: readonly string[],
  distTags: Readonly<Record<string, string>>,
  wanted: string,
): string | undefined {
  return versionsInOrder(versions, distTags, wanted)[0];
}
