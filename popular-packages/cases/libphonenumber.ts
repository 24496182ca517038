import { parsePhoneNumberFromString } from 'libphonenumber-js';

export default async function () {
  return parsePhoneNumberFromString('02 1234 5678', 'IT')?.formatInternational();
}
