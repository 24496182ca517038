import Anthropic from '@anthropic-ai/sdk';

export default async function () {
  const client = new Anthropic({ apiKey: 'x', fetch: async () => Response.json({ input_tokens: 7 }) });
  return client.messages.countTokens({ model: 'claude', messages: [{ role: 'user', content: 'Hi' }] });
}
