import Joi from 'joi';

export default async function () {
  return Joi.object({ a: Joi.number(), mail: Joi.string().email() }).validate({
    a: '3',
    mail: 'a@example.com',
  }).value;
}
