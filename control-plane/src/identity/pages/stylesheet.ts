import { createHash } from 'node:crypto';

const text = `*, *::before, *::after { box-sizing: border-box; }
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --text: #15181e; --soft: #565e6b; --line: #dfe2e8; --edge: #868f9d;
  --input: #ffffff; --plain: #ffffff; --plain-hover: #f2f4f7;
  --accent: #3d4fd8; --accent-hover: #2e3eb9; --on-accent: #ffffff; --focus: #3d4fd8;
  --problem: #a32019; --problem-page: #fdf1f0; --problem-line: #efc3bf; --danger-hover: #fdf1f0;
  --done: #17633a; --done-page: #eef8f1; --done-line: #b5dcc4;
  --warning: #6f4700; --warning-page: #fff8e8; --warning-line: #ead4a2;
  --shadow: 0 1px 2px rgb(16 24 40 / 5%), 0 12px 32px -8px rgb(16 24 40 / 12%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0c0f14; --card: #151920; --text: #e8ebf0; --soft: #a1aab8; --line: #2a313c; --edge: #6f7a8a;
    --input: #0f131a; --plain: #1b212a; --plain-hover: #242b36;
    --accent: #93a1ff; --accent-hover: #aeb8ff; --on-accent: #0d1020; --focus: #aeb8ff;
    --problem: #ffaea6; --problem-page: #2a1816; --problem-line: #5a2b27; --danger-hover: #2a1816;
    --done: #8fdcae; --done-page: #13241a; --done-line: #284f39;
    --warning: #f1cd85; --warning-page: #272011; --warning-line: #53421d;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px -8px rgb(0 0 0 / 50%);
  }
}
html { background: var(--page); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; padding: 2rem 1rem 1.25rem;
  display: flex; flex-direction: column; align-items: center;
  color: var(--text); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  -webkit-font-smoothing: antialiased;
}
main {
  width: 100%; max-width: 26rem; margin: auto; padding: 2.25rem 2.25rem 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.875rem; box-shadow: var(--shadow); overflow-wrap: anywhere;
}
main.wide { max-width: 40rem; margin-top: 0; }
footer { max-width: 26rem; margin-top: 1.5rem; color: var(--soft); font-size: 0.8125rem; text-align: center; overflow-wrap: anywhere; }

.brand { display: flex; align-items: center; gap: 0.75rem; margin: 0 0 1.75rem; font-weight: 600; line-height: 1.35; }
.brand .name { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.mark {
  flex: none; width: 2.25rem; height: 2.25rem; display: grid; place-items: center; border-radius: 0.5625rem;
  color: #ffffff; background: #3d4fd8; font-size: 1.125rem; line-height: 1;
}
.hue-1 { background: #a13a8c; } .hue-2 { background: #0b6e75; } .hue-3 { background: #b0432a; }
.hue-4 { background: #256b3f; } .hue-5 { background: #6b46c1; } .hue-6 { background: #8a5a00; }
.hue-7 { background: #1f5fae; }

h1 { margin: 0 0 0.5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.015em; text-wrap: balance; }
h1 + form { margin-top: 1.5rem; }
h1 + .problem { margin-top: 1.25rem; } h2 + .problem { margin-top: 0.75rem; }
h2 { margin: 0 0 0.25rem; font-size: 1.0625rem; line-height: 1.4; font-weight: 650; }
p { margin: 0 0 1rem; }
main > :last-child, section > :last-child, li > :last-child { margin-bottom: 0; }
.lead { margin-bottom: 1.5rem; color: var(--soft); }
.lead strong, .lead .strong, .lead bdi { color: var(--text); }
.strong { font-weight: 600; }
.aside { margin-top: 1.5rem; font-size: 0.9375rem; text-align: center; }

a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
a:hover { color: var(--accent-hover); text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 0.25rem; }

form { margin: 0; }
.field { margin-bottom: 1.125rem; }
label { display: block; margin-bottom: 0.375rem; font-size: 0.9375rem; font-weight: 550; }
input:not([type='hidden']) {
  display: block; width: 100%; height: 2.75rem; padding: 0 0.75rem; color: inherit; background: var(--input);
  border: 1px solid var(--edge); border-radius: 0.5rem; font: inherit;
}
input[hidden] { display: none; }
input:focus-visible { outline-offset: -1px; border-color: var(--focus); border-radius: 0.5rem; }
input[readonly] { color: var(--soft); background: var(--page); border-color: var(--line); text-overflow: ellipsis; }
input[aria-invalid] { border-color: var(--problem); }
input.code {
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; font-size: 1.25rem;
  letter-spacing: 0.12em; text-align: center;
}
.hint { margin: 0.375rem 0 0; color: var(--soft); font-size: 0.875rem; line-height: 1.45; }

button, .button {
  display: flex; align-items: center; justify-content: center; width: 100%; min-height: 2.75rem; padding: 0.5rem 1rem;
  border: 1px solid transparent; border-radius: 0.5rem; font: inherit; font-weight: 600; line-height: 1.3;
  text-align: center; text-decoration: none; cursor: pointer;
}
.primary, .button { color: var(--on-accent); background: var(--accent); }
.primary:hover, .button:hover { color: var(--on-accent); background: var(--accent-hover); }
.plain { color: var(--text); background: var(--plain); border-color: var(--edge); }
.plain:hover { background: var(--plain-hover); }
.danger { color: var(--problem); background: var(--plain); border-color: var(--edge); }
.danger:hover { background: var(--danger-hover); border-color: var(--problem); }
button:focus-visible, .button:focus-visible { border-radius: 0.5rem; }
.choice { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; }

.problem, .done, .warning { padding: 0.75rem 0.875rem; border: 1px solid; border-radius: 0.5rem; font-size: 0.9375rem; }
.problem { margin-bottom: 1.25rem; color: var(--problem); background: var(--problem-page); border-color: var(--problem-line); }
.done { margin: 0.75rem 0; color: var(--done); background: var(--done-page); border-color: var(--done-line); }
.warning { margin-bottom: 1.5rem; color: var(--warning); background: var(--warning-page); border-color: var(--warning-line); }

.user-code {
  margin: 0 0 1.25rem; padding: 0.875rem; background: var(--page); border: 1px solid var(--line); border-radius: 0.5rem;
  font: 600 1.625rem/1.2 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  letter-spacing: 0.1em; text-align: center;
}
.facts { margin: 0 0 1.25rem; font-size: 0.9375rem; }
.facts div { display: flex; gap: 1rem; justify-content: space-between; padding: 0.375rem 0; }
.facts div + div { border-top: 1px solid var(--line); }
.facts dt { flex: none; color: var(--soft); }
.facts dd { margin: 0; text-align: end; }
.wants { margin: 0 0 1.5rem; padding: 0; list-style: none; border-block: 1px solid var(--line); }
.wants li { position: relative; padding: 0.625rem 0 0.625rem 1.75rem; }
.wants li + li { border-top: 1px solid var(--line); }
.wants li::before {
  content: ''; position: absolute; left: 0.25rem; top: 1rem; width: 0.75rem; height: 0.375rem;
  border: solid var(--done); border-width: 0 0 2px 2px; transform: rotate(-45deg);
}

.steps { margin: 1.25rem 0 0; padding: 0; list-style: none; counter-reset: step; }
.steps > li { position: relative; padding-left: 2.5rem; counter-increment: step; }
.steps > li + li { margin-top: 1.75rem; }
.steps > li::before {
  content: counter(step); position: absolute; left: 0; top: 0; width: 1.625rem; height: 1.625rem; display: grid;
  place-items: center; border: 1px solid var(--edge); border-radius: 50%; font-size: 0.875rem; font-weight: 600;
}
.qr { width: 12.5rem; max-width: 100%; margin-bottom: 0.75rem; padding: 0.5rem; background: #ffffff; border: 1px solid var(--line); border-radius: 0.5rem; }
.qr svg { display: block; width: 100%; height: auto; }
.key { padding: 0.5rem 0.75rem; background: var(--page); border-radius: 0.375rem; font-family: ui-monospace, Menlo, Consolas, monospace; }
.codes {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.5rem; margin: 0 0 1.5rem;
  padding: 1rem; list-style: none; background: var(--page); border: 1px solid var(--line);
  border-radius: 0.5rem; font: 1rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  text-align: center;
}

details { margin-top: 0.75rem; font-size: 0.9375rem; }
summary { width: fit-content; color: var(--accent); font-weight: 550; cursor: pointer; }
details[open] summary { margin-bottom: 0.75rem; }

.signed-in { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.75rem 1rem; }
.signed-in p { margin: 0; color: var(--soft); }
.signed-in .strong { color: var(--text); }
.wide section { margin-top: 1.75rem; padding-top: 1.75rem; border-top: 1px solid var(--line); }
.wide section > form, .wide details form { margin-top: 1rem; }
.wide button { width: auto; }
.wide .field { max-width: 22rem; }
.state { display: inline-block; padding: 0 0.5rem; border: 1px solid; border-radius: 1rem; font-size: 0.8125rem; font-weight: 600; line-height: 1.5; }
.state.on { color: var(--done); background: var(--done-page); border-color: var(--done-line); }
.state.off { color: var(--soft); background: var(--page); border-color: var(--line); }
.sessions { margin: 0.5rem 0 1.25rem; padding: 0; list-style: none; }
.sessions li { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: 0.75rem 0; }
.sessions li + li { border-top: 1px solid var(--line); }
.sessions p { margin: 0; }
.inline { flex: none; }
.inline button { min-height: 2.25rem; padding: 0.25rem 0.875rem; font-size: 0.9375rem; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (max-width: 30rem) {
  body { padding: 0; background: var(--card); }
  html { background: var(--card); }
  main, main.wide { margin: 0; padding: 1.75rem 1.25rem; border: 0; border-radius: 0; box-shadow: none; }
  footer { margin: auto 0 0; padding: 1.25rem; }
}
@media (prefers-contrast: more) { :root { --soft: var(--text); --line: var(--edge); } }
@media (forced-colors: active) { .mark, .state { border: 1px solid; } }
@media print { body { background: none; } main { border: 0; box-shadow: none; } .button, footer { display: none; } }
`;

/** The one stylesheet of all pages. Its path changes with its content, so that browsers can keep it for ever. */
export const STYLESHEET = {
  path: `/realms/-/pages-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.css`,
  type: 'text/css; charset=utf-8',
  text,
};
