import ical from 'ical-generator';

export default async function () {
  const calendar = ical({ name: 'Team' });
  calendar.createEvent({ start: new Date(0), summary: 'Meeting', id: 'x', stamp: new Date(0) });
  return calendar.toString();
}
