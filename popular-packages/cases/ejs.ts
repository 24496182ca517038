import ejs from 'ejs';

export default async function () {
  return ejs.render('Hi <%= name %>', { name: 'Ada & Max' });
}
