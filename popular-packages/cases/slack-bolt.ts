import bolt from '@slack/bolt';

export default async function () {
  return typeof bolt.App;
}
