import moment from 'moment';

export default async function () {
  return moment.utc('2026-01-31').add(1, 'month').format('dddd YYYY-MM-DD');
}
