import PQueue from 'p-queue';

export default async function () {
  const queue = new PQueue({ concurrency: 1 });
  return queue.addAll([async () => 1, async () => 2]);
}
