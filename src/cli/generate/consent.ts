import { createInterface } from "node:readline/promises";
import { TeachwhyError } from "../../store/index.ts";

/** Asks on the terminal before anything is spent. Throws where nobody can answer, and where the answer is no. */
export async function askToSpend(question: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new TeachwhyError({
      code: "consent-missing",
      message: "This spends money or a server's time, and there is no terminal to ask on. Nothing was sent.",
      next: "Add --yes to go ahead, with --max-usd, --max-tokens or --max-calls as a cap; or --dry-run to see what it takes.",
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new TeachwhyError({
    code: "consent-refused",
    message: "Nothing was sent.",
    next: "The same command asks again; --dry-run only estimates.",
  });
}
