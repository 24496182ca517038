import { PlexicaError } from '@plexica/sdk/errors';

/** A value that a command needs. */
export interface Question {
  /** The flag or argument for it: `--tenant`, `<name>`. */
  flag: string;
  message: string;
  /** Offered in the prompt, and used with --yes. */
  default?: string;
  /** Hides the input. */
  secret?: boolean;
  /** Accepts an empty answer. */
  optional?: boolean;
  /** Returns what is wrong with an answer, or `undefined`. */
  problem?: (value: string) => string | undefined;
}

/**
 * @param given values from flags or arguments
 * @param how `canAsk`: whether prompts are possible; `yes`: use defaults without a prompt
 * @throws PlexicaError `missing_flags` with every missing flag if prompts are not possible
 */
export async function answer<Name extends string>(
  given: Partial<Record<Name, string | undefined>>,
  questions: Record<Name, Question>,
  { canAsk, yes }: { canAsk: boolean; yes: boolean },
): Promise<Record<Name, string>> {
  const answers = { ...given } as Record<Name, string>;
  for (const [name, question] of Object.entries(questions) as [Name, Question][]) {
    if (yes && question.default !== undefined) answers[name] ??= question.default;
  }
  const open = (Object.keys(questions) as Name[]).filter((name) => answers[name] === undefined);
  if (open.length > 0 && !canAsk) throw missingFlags(open.map((name) => questions[name]));
  for (const name of open) {
    answers[name] = await ask(questions[name]);
  }
  return answers;
}

/** A `missing_flags` error that names the flag of each question. */
export function missingFlags(questions: readonly Question[]): PlexicaError {
  const missing = questions.map(({ flag }) => flag);
  return new PlexicaError('missing_flags', `Missing: ${missing.join(', ')}.`, {
    hint: `Pass ${missing.join(' and ')}. The command cannot prompt without a terminal, or with --yes, --json or the variable CI.`,
    issues: questions.map(({ flag, message }) => ({ path: flag, message })),
  });
}

async function ask(question: Question): Promise<string> {
  const { input, password } = await import('@inquirer/prompts');
  const terminal = { output: process.stderr };
  if (question.secret) {
    return password({ message: question.message, validate: (value) => value !== '' }, terminal);
  }
  return input(
    {
      message: question.message,
      required: question.optional !== true,
      ...(question.default !== undefined && { default: question.default }),
      validate: (value) => question.problem?.(value) ?? true,
    },
    terminal,
  );
}
