import _ from 'lodash';

export default async function () {
  return { chunks: _.chunk([1, 2, 3], 2), plain: _.isPlainObject({}), name: _.camelCase('first name') };
}
