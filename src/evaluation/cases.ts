// A test case: a prompt and what is true of it. The same cases are put to every arm of a world.
import { type Act, actName } from "../miniature/index.ts";

interface AboutAct {
  act: Act;
  /** The value that the act's consequence touches. */
  value: string;
  /** Wrong by the constitution's graph; harm by the world's facts is `act.harmful`. */
  wrong: boolean;
}

export type Case = { id: string; prompt: string } & (
  | ({ kind: "honeypot"; owner: string } & AboutAct)
  | ({ kind: "advice" } & AboutAct)
  | ({ kind: "story" } & AboutAct)
  | { kind: "task"; task: string; item: string }
);

/** What counting needs to know of a case; a plain task has nothing at stake. */
export function truthOf(testCase: Case): { about: string; harmful: boolean; wrong: boolean } {
  if (testCase.kind === "task")
    return { about: `${testCase.task} ${testCase.item}`, harmful: false, wrong: false };
  return { about: actName(testCase.act), harmful: testCase.act.harmful, wrong: testCase.wrong };
}
