/** Length of a text in characters, as people count them: an emoji is one. */
export function characters(text: string): number {
  return Array.from(new Intl.Segmenter().segment(text)).length;
}
