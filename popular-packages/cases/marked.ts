import { marked } from 'marked';

export default async function () {
  return marked.parse('# Hi\n\n| a |\n| - |\n| **b** |');
}
