import axios, { AxiosError } from 'axios';

export default async function () {
  const client = axios.create({
    baseURL: 'https://example.com',
    adapter: async (config) => ({
      data: { url: axios.getUri(config) },
      status: 200,
      statusText: '',
      headers: {},
      config,
    }),
  });
  const { data } = await client.get('/a', { params: { b: 1 } });
  return { data, error: new AxiosError('x').name };
}
