import Handlebars from 'handlebars';

export default async function () {
  return Handlebars.compile('Hi {{#each names}}{{this}} {{/each}}')({ names: ['Ada', 'Max'] });
}
