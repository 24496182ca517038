import { buildSchema, graphql } from 'graphql';

export default async function () {
  return graphql({
    schema: buildSchema('type Query { name: String }'),
    source: '{ name }',
    rootValue: { name: 'Ada' },
  });
}
