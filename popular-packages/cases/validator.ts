import validator from 'validator';

export default async function () {
  return [
    validator.isEmail('a@example.com'),
    validator.isIBAN('DE89370400440532013000'),
    validator.escape('<a>'),
  ];
}
