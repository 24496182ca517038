import { GraphQLClient, gql } from 'graphql-request';

export default async function () {
  const client = new GraphQLClient('https://example.com/graphql', {
    fetch: async () => Response.json({ data: { a: 1 } }),
  });
  return client.request(gql`
    {
      a
    }
  `);
}
