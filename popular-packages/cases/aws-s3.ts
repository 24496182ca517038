import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

export default async function () {
  const client = new S3Client({
    region: 'eu-south-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    requestHandler: {
      handle: async ({ hostname, path }: { hostname: string; path: string }) => {
        throw new Error(`${hostname}${path}`);
      },
    },
    maxAttempts: 1,
  });
  return client
    .send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }))
    .catch((error: Error) => error.message);
}
