import { addMonths, formatISO, intervalToDuration } from 'date-fns';
import { it } from 'date-fns/locale';

export default async function () {
  const day = new Date(2026, 0, 31);
  return [
    formatISO(addMonths(day, 1), { representation: 'date' }),
    it.code,
    intervalToDuration({ start: day, end: addMonths(day, 3) }),
  ];
}
