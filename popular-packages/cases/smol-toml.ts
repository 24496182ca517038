import { parse } from 'smol-toml';

export default async function () {
  return parse('[owner]\nname = "Ada"');
}
