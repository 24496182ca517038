import { ApiError } from '@plexica/sdk/client';
import { code, element } from './element.ts';

/** Shows an error, its likely cause and a button to try again. */
export function failure(error: unknown, registry: string, retry: () => void): HTMLElement {
  const again = element('button', { type: 'button', class: 'market-button' }, 'Try again');
  again.addEventListener('click', retry);
  const unreachable = error instanceof ApiError && error.code === 'server_unreachable';
  const explanation = unreachable
    ? [
        element('p', {}, code(registry), ' did not answer.'),
        element(
          'p',
          {},
          'Start a registry on this machine with ',
          code('plexica up'),
          ', or set another address when you build this site: ',
          code('PUBLIC_PLEXICA_REGISTRY'),
          '.',
        ),
        element(
          'p',
          {},
          'If the registry is running, allow this site to read it: add ',
          code(location.origin),
          ' to its variable ',
          code('PLEXICA_CORS_ORIGINS'),
          '.',
        ),
      ]
    : [element('p', {}, error instanceof Error ? error.message : String(error))];
  return element(
    'div',
    { class: 'market-notice', role: 'alert' },
    element('h2', {}, unreachable ? 'The registry cannot be reached' : 'The registry returned an error'),
    ...explanation,
    again,
  );
}
