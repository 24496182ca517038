import { DateTime } from 'luxon';

export default async function () {
  return DateTime.fromISO('2026-07-01T12:00:00Z').setZone('America/New_York').toISO();
}
