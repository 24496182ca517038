import { Command } from '@oclif/core';
import { PlexicaError } from '@plexica/sdk/errors';
import {
  connection,
  type Connection,
  type ConnectionFlags,
  type ServerChoice,
} from './services/context/connection.ts';
import { refuseEmpty } from './services/context/refuse-empty.ts';
import { readContexts } from './services/context/contexts.ts';
import { DEV_TENANT, runningDev } from './services/context/dev-context.ts';
import type { Api } from './services/api.ts';
import type { LoginTokens } from './services/login/login-tokens.ts';
import { loggedOutOf } from './services/login/realm.ts';
import type { InstalledPlugin } from './services/installations/installations.ts';
import { stopSignal } from './services/server/stop-signal.ts';
import { globalFlags } from './flags.ts';
import { progress, type Progress } from './terminal/progress.ts';
import { answer, type Question } from './terminal/questions.ts';
import { isTyped, wantsJson } from './terminal/typed-flags.ts';

const PLUGIN = { flag: '<plugin>', message: 'Id of the plugin' };
const TENANT = { flag: '--tenant', message: 'Slug of the tenant' };

/**
 * Shared behaviour of all commands: global flags, one JSON document or text on standard output, progress on standard
 * error, prompts only on a terminal, exit code 130 on Ctrl-C.
 */
export abstract class PlexicaCommand extends Command {
  static override baseFlags = globalFlags;
  /** Whether the command normally ends with Ctrl-C and cleans up itself. */
  static readonly runsUntilStopped: boolean = false;
  /** Whether the command uses the server of a `plexica dev` running in this folder, if no other server is named. */
  static readonly followsDev: boolean = true;

  private connected: Connection | undefined;
  private readonly logins: LoginTokens[] = [];

  /** Whether `--json` was given. */
  protected get json(): boolean {
    return wantsJson(this.argv);
  }

  protected get progress(): Progress {
    return progress(this.json);
  }

  /** Prints the result of a command: as JSON, or as text by `render`. */
  protected show<Result>(result: Result, render: (result: Result) => string): void {
    const text = this.json ? JSON.stringify(result, null, 2) : render(result);
    if (text !== '') {
      process.stdout.write(`${text}\n`);
    }
  }

  /** For commands that print a stream: one JSON object, or one text, per line. */
  protected showLine<Line>(line: Line, render: (line: Line) => string): void {
    process.stdout.write(`${this.json ? JSON.stringify(line) : render(line)}\n`);
  }

  /** Prints a stream until Ctrl-C, which ends the command. Returns if the stream ends by itself. */
  protected async showUntilStopped<Line>(
    open: (signal: AbortSignal) => AsyncIterable<Line>,
    render: (line: Line) => string,
  ): Promise<void> {
    const stopped = new AbortController();
    let exit = 0;
    void stopSignal().then((signal) => {
      exit = signal === 'SIGINT' ? 130 : 0;
      stopped.abort();
    });
    // The reader of a pipe, such as head, can close it early.
    process.stdout.once('error', () => stopped.abort());
    try {
      for await (const line of open(stopped.signal)) {
        this.showLine(line, render);
      }
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
    }
    if (stopped.signal.aborted) {
      this.exit(exit);
    }
  }

  /**
   * Fills in missing values by asking, or with defaults if `--yes` is given.
   *
   * @throws PlexicaError `missing_flags`, naming all of them, if prompts are not possible
   */
  protected answer<Name extends string>(
    given: Partial<Record<Name, string | undefined>>,
    questions: Record<Name, Question>,
    flags: { yes?: boolean } = {},
  ): Promise<Record<Name, string>> {
    return answer(given, questions, { canAsk: this.canAsk(flags), yes: flags.yes === true });
  }

  /**
   * Asks for confirmation before a step that cannot be undone.
   *
   * @param byDefault the answer that Enter gives
   * @throws PlexicaError `missing_flags` naming `--yes` if prompts are not possible; `interrupted` if the answer is no
   */
  protected async confirm(question: string, flags: { yes: boolean }, byDefault = false): Promise<void> {
    if (flags.yes) {
      return;
    }
    if (!this.canAsk(flags)) {
      throw new PlexicaError(
        'missing_flags',
        `${question} Cannot prompt for confirmation here, and --yes is missing.`,
        {
          hint: 'Pass --yes to confirm, or --dry-run to see what would change.',
        },
      );
    }
    const { confirm } = await import('@inquirer/prompts');
    if (!(await confirm({ message: question, default: byDefault }, { output: process.stderr }))) {
      throw new PlexicaError('interrupted', 'You answered no. Nothing was changed.', {
        hint: 'Run the command again and confirm, or pass --dry-run to see what would change.',
      });
    }
  }

  /** Server and context as typed on the command line, to repeat them in a suggested command. */
  protected typedServer({ context, server }: ServerChoice): Pick<ServerChoice, 'context' | 'server'> {
    return {
      ...(isTyped(this.argv, 'context') && { context }),
      ...(isTyped(this.argv, 'server') && { server }),
    };
  }

  /** Notes what overrides the current context: an environment variable, or a `plexica dev` in this folder. */
  protected async noteOverrides(): Promise<void> {
    const name = ['PLEXICA_CONTEXT', 'PLEXICA_SERVER'].find((each) => process.env[each]);
    if (name !== undefined) {
      this.progress.note(`${name} is set: commands in this shell use ${process.env[name]}.`);
      return;
    }
    const [running] = runningDev(await readContexts(this.config.configDir), process.cwd()) ?? [];
    if (running !== undefined) {
      this.progress.note(`\`plexica dev\` runs in this folder: commands here use its server (${running}).`);
    }
  }

  /** @throws PlexicaError `bad_usage` for an empty flag or variable; `context_not_found` */
  protected async connection(flags: ConnectionFlags): Promise<Connection> {
    refuseEmpty(flags, process.env);
    const typed = {
      timeout: flags.timeout,
      ...this.typedServer(flags),
      ...(isTyped(this.argv, 'token') && { token: flags.token }),
    };
    const { PLEXICA_CONTEXT, PLEXICA_SERVER, PLEXICA_TOKEN } = process.env;
    const variables = { context: PLEXICA_CONTEXT, server: PLEXICA_SERVER, token: PLEXICA_TOKEN };
    const folder = (this.ctor as typeof PlexicaCommand).followsDev ? process.cwd() : undefined;
    const before = this.connected;
    this.connected = await connection(this.config.configDir, typed, variables, folder);
    const { byFolder, context, url, login } = this.connected;
    if (login !== undefined) this.logins.push(login);
    if (byFolder && before === undefined) {
      this.progress.note(`Using ${url}, the server of \`plexica dev\` in this folder (${context}).`);
    }
    return this.connected;
  }

  protected async api(flags: ConnectionFlags & { wait?: boolean }): Promise<Api> {
    const { apiOf } = await import('./services/api.ts');
    const note = (text: string): void => this.progress.note(text);
    return apiOf(await this.connection(flags), { note, wait: flags.wait === true });
  }

  /**
   * The tenant of the command: the one given, else that of `plexica dev` if its server is used, else the one that the
   * user is logged in to, else the answer to a prompt.
   *
   * @param more finds what else is missing, so that one error names everything if prompts are not possible
   */
  protected async tenantOf(
    flags: ConnectionFlags & { tenant: string | undefined; yes: boolean },
    more?: () => Promise<Record<string, Question>>,
  ): Promise<string> {
    const connected = await this.connection(flags);
    const tenant = flags.tenant ?? tenantOfConnection(connected);
    const unknown = tenant === undefined && !this.canAsk(flags);
    const others = unknown ? await more?.().catch(() => ({})) : {};
    return (await this.answer({ tenant }, { tenant: TENANT, ...others }, flags)).tenant;
  }

  /** The tenant of the command, or `undefined` for the platform. @param more as for `tenantOf` */
  protected async realmOf(
    flags: ConnectionFlags & { tenant: string | undefined; platform: boolean; yes: boolean },
    more?: () => Promise<Record<string, Question>>,
  ): Promise<string | undefined> {
    return flags.platform ? undefined : this.tenantOf(flags, more);
  }

  /** The plugin and tenant of the command, for commands where both are optional. */
  protected async installedOf(
    plugin: string | undefined,
    flags: ConnectionFlags & { tenant: string | undefined; yes: boolean },
  ): Promise<InstalledPlugin> {
    const connected = await this.connection(flags);
    const given = {
      plugin: plugin ?? connected.dev?.plugin,
      tenant: flags.tenant ?? tenantOfConnection(connected),
    };
    return this.answer(given, { plugin: PLUGIN, tenant: TENANT }, flags);
  }

  protected override async _run<Result>(): Promise<Result> {
    if ((this.ctor as typeof PlexicaCommand).runsUntilStopped) {
      return super._run<Result>();
    }
    return Promise.race([super._run<Result>(), this.interrupted()]);
  }

  private async interrupted(): Promise<never> {
    await stopSignal(['SIGINT']);
    await Promise.all(this.logins.map((login) => login.idle()));
    throw new PlexicaError('interrupted', 'Stopped by Ctrl-C.');
  }

  /** `main` reports all errors, but only this class knows what was sent. */
  protected override catch(error: Error): Promise<never> {
    if (this.connected === undefined || !('code' in error) || error.code !== 'not_authenticated') {
      return Promise.reject(error);
    }
    const { url, token, realm } = this.connected;
    const message = token === undefined ? `You are not logged in to ${url}.` : error.message;
    if (realm !== undefined) return Promise.reject(loggedOutOf(realm, message, { cause: error }));
    if (token !== undefined) return Promise.reject(error);
    return Promise.reject(new PlexicaError('not_authenticated', message, { cause: error }));
  }

  /** Whether the user can be prompted. */
  protected canAsk(flags: { yes?: boolean }): boolean {
    return process.stdin.isTTY && process.stderr.isTTY && !flags.yes && !this.json && !process.env.CI;
  }
}

function tenantOfConnection({ dev, tenant }: Connection): string | undefined {
  return dev === undefined ? tenant : DEV_TENANT;
}
