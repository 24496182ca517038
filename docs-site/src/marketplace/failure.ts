import { ApiError } from '@plexica/sdk/client';
import { code, element } from './element.ts';

/** What went wrong, and what the reader can do about it. */
export function failure(error: unknown, registry: string, retry: () => void): HTMLElement {
  const again = element('button', { type: 'button', class: 'market-button' }, 'Try again');
  again.addEventListener('click', retry);
  const unreachable = error instanceof ApiError && error.code === 'server_unreachable';
  const explanation = unreachable
    ? [
        element('p', {}, 'No answer from ', code(registry), '.'),
        element(
          'p',
          {},
          'Start a registry on this machine with ',
          code('plexica up'),
          ', or build this site for another one with the variable ',
          code('PUBLIC_PLEXICA_REGISTRY'),
          '.',
        ),
        element(
          'p',
          {},
          'If it runs, let pages of this site read it: add ',
          code(location.origin),
          ' to its ',
          code('PLEXICA_CORS_ORIGINS'),
          '.',
        ),
      ]
    : [element('p', {}, error instanceof Error ? error.message : String(error))];
  return element(
    'div',
    { class: 'market-notice', role: 'alert' },
    element('h2', {}, unreachable ? 'The registry cannot be reached' : 'The registry could not answer'),
    ...explanation,
    again,
  );
}
