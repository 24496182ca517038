import twilio from 'twilio';

export default async function () {
  return twilio.validateRequest('token', 'signature', 'https://example.com', {});
}
