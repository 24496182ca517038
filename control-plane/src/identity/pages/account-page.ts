import { button, field, form, problem, problemId } from './form.ts';
import { html, type Html } from './html.ts';
import { layout, type PageTenant } from './layout.ts';

export type AccountSection = 'profile' | 'password' | 'secondFactor' | 'sessions';

export interface AccountSession {
  readonly id: string;
  /** For example `Firefox on Linux` or `plexica login`. */
  readonly what: string;
  readonly since: Date;
  /** The one that looks at the page. */
  readonly current: boolean;
}

export interface AccountPage {
  readonly tenant: PageTenant;
  readonly email: string;
  readonly name: string;
  readonly sessions: readonly AccountSession[];
  /** Whether two-step login is on. */
  readonly secondFactor: boolean;
  /** How many recovery codes are left. */
  readonly recoveryCodesLeft?: number | undefined;
  /** What became of the form that was sent. */
  readonly messages: readonly {
    readonly about: AccountSection;
    readonly kind: 'done' | 'problem';
    readonly text: string;
  }[];
  /** URLs of the forms. */
  readonly actions: {
    /** Gets `name`. */
    readonly profile: string;
    /** Gets `current_password` and `password`. */
    readonly password: string;
    /** Starts turning it on: gets nothing. */
    readonly turnOnSecondFactor: string;
    /** Gets `current_password`. */
    readonly turnOffSecondFactor: string;
    /** Makes new codes: gets `current_password`. */
    readonly recoveryCodes: string;
    /** Gets `session`: an id. */
    readonly signOut: string;
    /** Ends every session, this one too: gets nothing. */
    readonly signOutEverywhere: string;
    /** Ends this session: gets nothing. */
    readonly logOut: string;
  };
  /** Hidden fields of every form. */
  readonly hidden: Readonly<Record<string, string>>;
  /** Least length of a password, in characters. */
  readonly minLength: number;
}

/** Profile, password, second factor and sessions of the person who is logged in. */
export function accountPage(page: AccountPage): string {
  const { tenant, email } = page;
  return layout({
    title: 'Your account',
    tenant,
    wide: true,
    content: html`<div class="signed-in">
        <p>Logged in as <bdi class="strong">${email}</bdi></p>
        ${form({ action: page.actions.logOut, hidden: page.hidden }, button('Log out', { kind: 'plain' }), {
          inline: true,
        })}
      </div>
      ${profile(page)} ${password(page)} ${secondFactor(page)} ${sessions(page)}`,
  });
}

function section(page: AccountPage, about: AccountSection, title: string, content: Html): Html {
  const told = page.messages.filter((message) => message.about === about);
  return html`<section aria-labelledby="${about}">
    <h2 id="${about}">${title}</h2>
    ${told.map(({ kind, text }) =>
      kind === 'problem'
        ? problem(text, `${about}-problem`)
        : html`<p class="done" role="status">${text}</p>`,
    )}
    ${content}
  </section>`;
}

function errorIdIn(page: AccountPage, about: AccountSection): string | undefined {
  const failed = page.messages.find((message) => message.about === about && message.kind === 'problem');
  return problemId(failed?.text, `${about}-problem`);
}

function profile(page: AccountPage): Html {
  return section(
    page,
    'profile',
    'Profile',
    form(
      { action: page.actions.profile, hidden: page.hidden },
      html`${field(
        {
          label: 'Name',
          name: 'name',
          value: page.name,
          autocomplete: 'name',
          maxLength: 200,
          errorId: errorIdIn(page, 'profile'),
        },
        'profile',
      )}
      ${button('Save name')}`,
    ),
  );
}

/** For password managers, which store a password under a name. */
function username(email: string): Html {
  return html`<input type="text" name="username" autocomplete="username" value="${email}" hidden />`;
}

function currentPassword(page: AccountPage, about: AccountSection, scope: string): Html {
  return field(
    {
      label: 'Current password',
      name: 'current_password',
      type: 'password',
      autocomplete: 'current-password',
      errorId: errorIdIn(page, about),
    },
    scope,
  );
}

function password(page: AccountPage): Html {
  const { minLength } = page;
  return section(
    page,
    'password',
    'Password',
    form(
      { action: page.actions.password, hidden: page.hidden },
      html`${username(page.email)} ${currentPassword(page, 'password', 'password')}
      ${field(
        {
          label: 'New password',
          name: 'password',
          type: 'password',
          autocomplete: 'new-password',
          minLength,
          hint: `At least ${minLength} characters. All other sessions end.`,
          errorId: errorIdIn(page, 'password'),
        },
        'password',
      )}
      ${button('Change password')}`,
    ),
  );
}

function secondFactor(page: AccountPage): Html {
  const { actions, hidden, recoveryCodesLeft } = page;
  if (!page.secondFactor) {
    return section(
      page,
      'secondFactor',
      'Two-step login',
      html`<p>
          <span class="state off">Off</span> With two-step login, a stolen password is not enough: you also
          enter a code from an app on your phone.
        </p>
        ${form({ action: actions.turnOnSecondFactor, hidden }, button('Turn on'))}`,
    );
  }
  return section(
    page,
    'secondFactor',
    'Two-step login',
    html`<p>
        <span class="state on">On</span> You enter a code from your authenticator app when you log in.
        ${recoveryCodesLeft !== undefined && `Recovery codes left: ${recoveryCodesLeft}.`}
      </p>
      <details${errorIdIn(page, 'secondFactor') !== undefined && html` open`}>
        <summary>Get new recovery codes</summary>
        ${form(
          { action: actions.recoveryCodes, hidden },
          html`${username(page.email)} ${currentPassword(page, 'secondFactor', 'codes')}
          ${button('Get new codes', { kind: 'plain' })}`,
        )}
      </details>
      <details${errorIdIn(page, 'secondFactor') !== undefined && html` open`}>
        <summary>Turn it off</summary>
        ${form(
          { action: actions.turnOffSecondFactor, hidden },
          html`${username(page.email)} ${currentPassword(page, 'secondFactor', 'off')}
          ${button('Turn off', { kind: 'danger' })}`,
        )}
      </details>`,
  );
}

function sessions(page: AccountPage): Html {
  const { actions, hidden } = page;
  return section(
    page,
    'sessions',
    'Sessions',
    html`<ul class="sessions">
        ${page.sessions.map(
          ({ id, what, since, current }) =>
            html`<li>
              <div>
                <p>
                  <bdi class="strong">${what}</bdi>${current && html` <span class="state on">This one</span>`}
                </p>
                <p class="hint">Since ${time(since)}</p>
              </div>
              ${
                !current &&
                form({ action: actions.signOut, hidden: { ...hidden, session: id } }, signOutButton(what), {
                  inline: true,
                })
              }
            </li>`,
        )}
      </ul>
      ${form({ action: actions.signOutEverywhere, hidden }, button('Sign out everywhere', { kind: 'danger' }))}`,
  );
}

/** Says which session, for those who hear the page. */
function signOutButton(what: string): Html {
  return html`<button type="submit" class="plain">
    Sign out<span class="heard"> <bdi>${what}</bdi></span>
  </button>`;
}

/** In UTC, because the page cannot know the reader's time zone. */
function time(date: Date): Html {
  const iso = date.toISOString();
  const text = date.toLocaleString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return html`<time datetime="${iso}">${text} UTC</time>`;
}
