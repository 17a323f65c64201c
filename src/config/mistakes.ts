/** One mistake in the configuration: which variable, what was read (never a secret's value), what is expected. */
export interface ConfigMistake {
  name: string;
  message: string;
}

export class ConfigMistakes extends Error {
  readonly mistakes: readonly ConfigMistake[];
  constructor(mistakes: readonly ConfigMistake[]) {
    super(mistakes.map(({ name, message }) => `${name}: ${message}`).join('\n'));
    this.mistakes = mistakes;
  }
}
