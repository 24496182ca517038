import { XMLParser } from 'fast-xml-parser';

export default async function () {
  return new XMLParser({ ignoreAttributes: false }).parse('<a x="2"><b>1</b></a>');
}
