import TurndownService from 'turndown';

export default async function () {
  return new TurndownService().turndown('<h1>Hi</h1><p><b>b</b></p>');
}
