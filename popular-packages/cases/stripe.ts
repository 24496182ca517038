import Stripe from 'stripe';

export default async function () {
  const stripe = new Stripe('no key');
  const payload = '{"id":"evt_1","object":"event"}';
  const header = stripe.webhooks.generateTestHeaderString({ payload, secret: 'secret' });
  return stripe.webhooks.constructEvent(payload, header, 'secret').id;
}
