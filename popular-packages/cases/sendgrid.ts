import mail from '@sendgrid/mail';

export default async function () {
  mail.setApiKey('SG.x');
  return typeof mail.send;
}
