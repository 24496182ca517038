import * as cheerio from 'cheerio';

export default async function () {
  return cheerio.load('<p class="a">hey</p>')('p.a').text();
}
