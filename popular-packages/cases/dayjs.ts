import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';

export default async function () {
  dayjs.extend(utc);
  dayjs.extend(timezone);
  return dayjs.utc('2026-07-01T12:00:00Z').tz('Europe/Rome').format('YYYY-MM-DD HH:mm');
}
