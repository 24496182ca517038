import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DOCS = join(import.meta.dirname, '../src/content/docs');

/** A generated page. `path` is its address in the site, without `.md`. */
export interface Page {
  path: string;
  title: string;
  description: string;
  /** Label and position in the sidebar, if they differ from the title and the alphabetical order. */
  sidebar?: { label?: string; order?: number };
  body: string;
}

/** Writes pages. Empties `folder` (as in the paths) first, so that pages of removed things disappear. */
export function writePages(pages: readonly Page[], folder?: string): void {
  if (folder !== undefined) rmSync(join(DOCS, folder), { recursive: true, force: true });
  for (const { path, title, description, sidebar, body } of pages) {
    const file = join(DOCS, `${path}.md`);
    const meta = [
      `title: ${JSON.stringify(title)}`,
      `description: ${JSON.stringify(description)}`,
      'editUrl: false',
    ];
    if (sidebar !== undefined) meta.push(`sidebar: ${JSON.stringify(sidebar)}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `---\n${meta.join('\n')}\n---\n\n${body.trim()}\n`);
  }
}

/** Escapes plain text for Markdown, on one line. Spans in backticks stay code. */
export function text(plain: string): string {
  return plain
    .replaceAll(/\s+/g, ' ')
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`') && part.length > 1 ? part : part.replaceAll(/[\\<*_[\]{}]/g, '\\$&'),
    )
    .join('');
}

export function code(value: string): string {
  return value.includes('`') ? `\`\` ${value} \`\`` : `\`${value}\``;
}

/** @param rows cells as Markdown */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export function fence(language: string, content: string): string {
  return `\`\`\`${language}\n${content.trimEnd()}\n\`\`\``;
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
