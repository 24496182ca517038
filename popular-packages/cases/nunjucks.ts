import nunjucks from 'nunjucks';

export default async function () {
  return nunjucks.renderString('Hi {{ name | upper }}', { name: 'Ada' });
}
