import pRetry from 'p-retry';

export default async function () {
  let tries = 0;
  return pRetry(
    () => {
      tries += 1;
      if (tries < 3) throw new Error('again');
      return tries;
    },
    { minTimeout: 1 },
  );
}
