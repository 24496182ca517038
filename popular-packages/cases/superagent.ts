import superagent from 'superagent';

export default async function () {
  return superagent.get('https://example.com').query({ a: 1 }).method;
}
