import OpenAI from 'openai';

export default async function () {
  const client = new OpenAI({
    apiKey: 'x',
    fetch: async () => Response.json({ data: [{ id: 'model' }], object: 'list' }),
  });
  const { data } = await client.models.list();
  return { url: client.baseURL, models: data.map(({ id }) => id) };
}
