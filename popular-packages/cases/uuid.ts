import { v5, v7, validate } from 'uuid';

export default async function () {
  return { length: v7().length, named: v5('plexica.dev', v5.DNS), valid: validate('x') };
}
