import semver from 'semver';

export default async function () {
  return semver.maxSatisfying(['1.0.0', '1.2.3', '2.0.0'], '^1.0.0');
}
