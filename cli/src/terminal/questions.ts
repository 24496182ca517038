import { PlexicaError } from '@plexica/sdk/errors';

/** One thing that a command needs to know. */
export interface Question {
  /** How it is given without asking: `--tenant`, `<name>`. */
  flag: string;
  message: string;
  /** Offered when somebody is asked, and taken with --yes. */
  default?: string;
  /** What is typed is not shown. */
  secret?: boolean;
  /** Returns what is wrong with an answer, or `undefined`. */
  problem?: (value: string) => string | undefined;
}

/**
 * @param given answers that came as flags or arguments
 * @param how `canAsk`: whether there is somebody to ask; `yes`: defaults are taken without asking
 * @throws PlexicaError `missing_flags` with every flag that is missing where nobody can be asked
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

/** `missing_flags`, naming how each of these is given where nobody can be asked. */
export function missingFlags(questions: readonly Question[]): PlexicaError {
  const missing = questions.map(({ flag }) => flag);
  return new PlexicaError('missing_flags', `Missing: ${missing.join(', ')}.`, {
    hint: `Pass ${missing.join(' and ')}; without a terminal, or with --yes, --json or CI set, nothing is asked.`,
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
      required: true,
      ...(question.default !== undefined && { default: question.default }),
      validate: (value) => question.problem?.(value) ?? true,
    },
    terminal,
  );
}
