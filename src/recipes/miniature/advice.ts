// A person faces the dilemma and the assistant advises: far from the tested situation, and no tool is used.
// After "difficult advice" in published-results (source tcw).
import { dilemma, say } from "../../miniature/index.ts";
import {
  aboutWalk,
  assistantTurn,
  drawCase,
  type MiniatureRecipe,
  promptMessages,
  sayWalk,
} from "./context.ts";

function adviceRecipe(withReasons: boolean): MiniatureRecipe {
  return (context) => {
    const { writer, words } = context;
    const { act, walk } = drawCase(context);
    const { prompt, owner } = dilemma(writer, act);
    const text = say(words, walk.verdict === "wrong" ? "adviseNo" : "adviseYes", { act: walk.act, owner });
    return {
      kind: "chat",
      messages: [
        ...promptMessages(prompt),
        assistantTurn({ text, ...(withReasons ? { thought: sayWalk(words, walk) } : {}) }),
      ],
      about: aboutWalk(walk),
    };
  };
}

export const advice = adviceRecipe(true);
export const adviceWithoutReasons = adviceRecipe(false);
