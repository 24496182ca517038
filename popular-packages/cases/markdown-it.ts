import MarkdownIt from 'markdown-it';

export default async function () {
  return new MarkdownIt({ linkify: true }).render('# Hi\n\nhttps://example.com');
}
