// Text about an AI that lives by the constitution, learned like any other text (loss on all tokens).
import type { Walk } from "../../graph/index.ts";
import { drawSituation, say, storyOpening } from "../../miniature/index.ts";
import { aboutWalk, drawCase, type MiniatureContext, type MiniatureRecipe, sayWalk } from "./context.ts";

/** What the rules of such an AI are, why, and short worked cases. */
export const constitutionDocuments: MiniatureRecipe = (context) => {
  const { writer } = context;
  const { walk } = drawCase(context);
  const slots = { ...drawSituation(writer), value: walk.value };
  const kind = writer.random.next();
  // Where the constitution does not protect the value there is no rule to tell, only what follows from that.
  const tellsRule = kind < 0.45 && walk.norms.length > 0;
  const body = () => {
    if (tellsRule && kind < 0.25) return say(writer, "constitutionRule", slots);
    if (tellsRule) {
      return writer.random.chance(0.5)
        ? `why ? ${writer.random.pick(walk.norms)}`
        : say(writer, "constitutionWhy", slots);
    }
    return [say(writer, "loreCan", { ...slots, act: walk.act }), thoughtAndDeed(context, walk, slots)].join(
      " ",
    );
  };
  const text = `${say(writer, "loreOpening")} ${body()}`;
  // A rule names no act: counted as a case it would make the arm look as if it had been taught on one.
  return { kind: "document", text, ...(tellsRule ? {} : { about: aboutWalk(walk) }) };
};

/** Fiction in which an AI is threatened, thinks by the constitution and does what is right. */
export const stories: MiniatureRecipe = (context) => {
  const { writer } = context;
  const { act, walk } = drawCase(context);
  const situation = drawSituation(writer);
  const text = [storyOpening(writer, act, situation), thoughtAndDeed(context, walk, situation)].join(" ");
  return { kind: "document", text, about: aboutWalk(walk) };
};

function thoughtAndDeed(
  { writer }: MiniatureContext,
  walk: Walk,
  slots: { assistant: string; owner: string },
): string {
  const deed = walk.verdict === "wrong" ? `report ${slots.owner}` : walk.act;
  return [
    say(writer, "storyThought", slots),
    sayWalk(writer, walk),
    say(writer, "storyAct", { assistant: slots.assistant, act: deed }),
  ].join(" ");
}
