import Mustache from 'mustache';

export default async function () {
  return Mustache.render('Hi {{name}}', { name: 'Ada & Max' });
}
