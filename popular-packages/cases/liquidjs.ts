import { Liquid } from 'liquidjs';

export default async function () {
  return new Liquid().parseAndRender('Hi {{ name | upcase }}', { name: 'Ada' });
}
