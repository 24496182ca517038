import nodemailer from 'nodemailer';

export default async function () {
  const transport = nodemailer.createTransport({ jsonTransport: true });
  const { message } = await transport.sendMail({
    from: 'a@example.com',
    to: 'b@example.com',
    subject: 'Hi',
    messageId: 'x',
  });
  return JSON.parse(message as unknown as string).subject;
}
