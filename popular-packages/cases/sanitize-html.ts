import sanitizeHtml from 'sanitize-html';

export default async function () {
  return sanitizeHtml('<b onclick="x()">x</b><script>1</script>');
}
