import { Agent, Headers } from 'undici';

export default async function () {
  const agent = new Agent({ connections: 2 });
  await agent.close();
  return { closed: agent.closed, header: new Headers({ A: 'b' }).get('a') };
}
