import type { Adapter, Provider } from 'oidc-provider';
import type { Machines } from '../machines.ts';

/** Reads the clients that are machines. Nothing can write them through the provider. */
export function machineClients(machines: Machines, realm: string): Adapter {
  const refuse = async (): Promise<never> => {
    throw new Error('clients are written by their routes alone');
  };
  return {
    async find(id) {
      const client = await machines.principal(realm, id);
      if (client === undefined) return undefined;
      return {
        client_id: id,
        client_name: client.name,
        // The provider requires one. Which are valid, `compareHashes` decides.
        client_secret: 'only hashes are stored',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
      };
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  };
}

/** Makes the provider compare secrets of machines with their hashes. */
export function compareHashes(provider: Provider, machines: Machines, realm: string): void {
  interface Comparing {
    clientId: string;
    compareClientSecret(this: Comparing, secret: string): Promise<boolean> | boolean;
  }
  const prototype = provider.Client.prototype as unknown as Comparing;
  const own = Object.getOwnPropertyDescriptor(prototype, 'compareClientSecret')
    ?.value as Comparing['compareClientSecret'];
  prototype.compareClientSecret = async function compare(secret) {
    const isMachine = (await machines.principal(realm, this.clientId)) !== undefined;
    return isMachine ? machines.isSecret(realm, this.clientId, secret) : own.call(this, secret);
  };
}
