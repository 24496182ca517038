import iconv from 'iconv-lite';

export default async function () {
  return [iconv.decode(Buffer.from([0xe9]), 'win1252'), iconv.encode('日本', 'shift_jis').toString('hex')];
}
