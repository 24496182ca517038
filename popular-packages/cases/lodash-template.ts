import template from 'lodash.template';

export default async function () {
  return template('Hi <%= name %>')({ name: 'Ada' });
}
