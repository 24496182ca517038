import mjml2html from 'mjml';

export default async function () {
  const source =
    '<mjml><mj-body><mj-section><mj-column><mj-text>hey</mj-text></mj-column></mj-section></mj-body></mjml>';
  const { html } = await mjml2html(source);
  return html.includes('hey</div>');
}
