import { PassThrough } from 'node:stream';
import winston from 'winston';

export default async function () {
  const stream = new PassThrough();
  const logger = winston.createLogger({ transports: [new winston.transports.Stream({ stream })] });
  logger.info('hey');
  return String(stream.read());
}
