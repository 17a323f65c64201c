import { run } from '#src/cli/cli.ts';
import type { Terminal } from '#src/cli/terminal.ts';

export interface Typing extends Partial<Terminal> {
  /** What somebody answers to each question; `undefined`: nobody is there. */
  reply?: string | undefined;
}

export interface Said {
  code: number;
  output: string;
  errors: string;
  questions: string[];
}

/** One command of operators, typed at a terminal in this process. */
export async function typed(line: string, { reply, ...terminal }: Typing): Promise<Said> {
  const said = { output: '', errors: '', questions: [] as string[] };
  const answer = async (question: string) => {
    said.questions.push(question);
    return reply ?? '';
  };
  const code = await run(line.split(' ').filter(Boolean), {
    environment: {},
    show: (text) => {
      said.output += text;
    },
    complain: (text) => {
      said.errors += text;
    },
    width: undefined,
    ask: reply === undefined ? undefined : answer,
    ...terminal,
  });
  return { code, ...said };
}
