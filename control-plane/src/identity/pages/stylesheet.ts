import { createHash } from 'node:crypto';

const text = `
*, *::before, *::after { box-sizing: border-box; }
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #16191f; --soft: #59616e; --line: #d8dce3; --field: #8a93a1;
  --accent: #3b4fd6; --accent-hover: #2f41b8; --on-accent: #ffffff; --focus: #3b4fd6;
  --problem: #b3261e; --problem-page: #fdf0ef; --problem-line: #f0c4c0;
  --done: #1a6b3c; --done-page: #eef8f1; --done-line: #b9dfc7;
  --warning: #7a4d00; --warning-page: #fff7e6; --warning-line: #ecd6a5;
  --shadow: 0 1px 2px rgb(16 24 40 / 6%), 0 8px 24px rgb(16 24 40 / 8%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #171b22; --text: #e9ecf1; --soft: #a2abb8; --line: #2c333e; --field: #6d7887;
    --accent: #8c9bff; --accent-hover: #a5b1ff; --on-accent: #10131a; --focus: #a5b1ff;
    --problem: #ffb0a8; --problem-page: #2d1917; --problem-line: #5c2b27;
    --done: #8fdcae; --done-page: #14261b; --done-line: #28513a;
    --warning: #f2cd82; --warning-page: #292112; --warning-line: #55431d;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 8px 24px rgb(0 0 0 / 30%);
  }
}
html { background: var(--page); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; padding: 1.5rem 1rem; display: flex; flex-direction: column; align-items: center;
  color: var(--text); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
main {
  width: 100%; max-width: 26rem; margin: auto; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.75rem; box-shadow: var(--shadow); overflow-wrap: anywhere;
}
main.wide { max-width: 40rem; margin-top: 2vh; }
`;

/** The one stylesheet of all pages. Its path changes with its content, so that browsers can keep it for ever. */
export const STYLESHEET = {
  path: `/realms/-/pages-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.css`,
  type: 'text/css; charset=utf-8',
  text,
};
