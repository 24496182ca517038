import { WebClient } from '@slack/web-api';

export default async function () {
  return typeof new WebClient('x').chat.postMessage;
}
