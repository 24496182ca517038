import type * as providers from './provider.ts';

let loading: Promise<typeof providers> | undefined;

/** Loads oidc-provider when somebody logs in for the first time: a server starts faster without it. */
export function loadProviders(): Promise<typeof providers> {
  return (loading ??= load());
}

/* oxlint-disable no-console -- oidc-provider warns there of each Node that is no long-term support release */
async function load(): Promise<typeof providers> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return await import('./provider.ts');
  } finally {
    console.warn = warn;
  }
}
