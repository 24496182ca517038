import { parseStringPromise } from 'xml2js';

export default async function () {
  return parseStringPromise('<a x="2"><b>1</b></a>');
}
