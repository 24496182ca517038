import { IntlMessageFormat } from 'intl-messageformat';

export default async function () {
  return new IntlMessageFormat('{n, plural, one {# note} other {# notes}}', 'en').format({ n: 2 });
}
