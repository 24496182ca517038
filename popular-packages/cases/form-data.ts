import FormData from 'form-data';

export default async function () {
  const form = new FormData();
  form.append('a', 'b');
  return form.getBuffer().includes('name="a"');
}
