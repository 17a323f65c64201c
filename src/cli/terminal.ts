/** What the commands see of the process. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  show(text: string): void;
  complain(text: string): void;
  /** How many columns lines may have; `undefined` where no terminal shows them, and nothing is cut. */
  width: number | undefined;
  /** `undefined`: nobody is there to answer. */
  ask: ((question: string) => Promise<string>) | undefined;
}

export const EXIT_OK = 0;
/** The service refused, or there was nothing to do it to. */
const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;
const EXIT_UNREACHABLE = 3;

/** Ends a command with one sentence and an exit code. */
export class CommandFailed extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const refused = (message: string) => new CommandFailed(message, EXIT_REFUSED);
export const misused = (message: string) => new CommandFailed(message, EXIT_USAGE);
export const unreachable = (message: string) => new CommandFailed(message, EXIT_UNREACHABLE);
