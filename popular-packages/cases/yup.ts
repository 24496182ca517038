import { number, object } from 'yup';

export default async function () {
  return object({ a: number().required() }).validate({ a: '3' });
}
