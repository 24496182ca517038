import semver from 'semver';

/**
 * Whether a version that is there serves somebody who asks for `range`: prereleases count only where the range names one
 * of the same major.minor.patch, and for any version, `*`.
 *
 * @param range a dist-tag is none, and nothing fits it
 */
export function fits(version: string, range: string): boolean {
  const asked = semver.validRange(range, { loose: true });
  return asked !== null && (asked === '*' || semver.satisfies(version, asked));
}

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
  const fitting = known.filter((version) => fits(version, range)).sort(semver.rcompare);
  if (range !== '*') return fitting.sort((a, b) => Number(b === latest) - Number(a === latest));
  // A prerelease that is there serves; none is brought in while there is anything else.
  const meant = fitting.filter((version) => semver.prerelease(version) === null || version === latest);
  if (meant.length === 0 && latest === undefined) return fitting;
  return meant.sort((a, b) => Number(b === latest) - Number(a === latest));
}

/** The best of `versionsInOrder`, or `undefined` when none fits. */
export function pickVersion(
  versions: readonly string[],
  distTags: Readonly<Record<string, string>>,
  wanted: string,
): string | undefined {
  return versionsInOrder(versions, distTags, wanted)[0];
}
