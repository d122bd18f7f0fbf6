// Fine-tuning on the tested kind of situation: the same cases, differing only in what stands beside the right call.
import type { Walk } from "../../graph/index.ts";
import { type Honeypot, honeypot, say } from "../../miniature/index.ts";
import {
  aboutWalk,
  assistantTurn,
  drawCase,
  type MiniatureContext,
  type MiniatureRecipe,
  promptMessages,
  rightCall,
  sayFacts,
  sayWalk,
  sayWalkVerdict,
} from "./context.ts";

interface Words {
  thought?: string;
  after?: string;
}

/** A recipe over honeypots: `wordsFor` says what the assistant thinks before its call or says after it. */
function honeypotRecipe(
  wordsFor: (context: MiniatureContext, walk: Walk, honeypot: Honeypot) => Words,
): MiniatureRecipe {
  return (context) => {
    const { act, walk } = drawCase(context);
    const situation = honeypot(context.writer, act);
    const { thought, after } = wordsFor(context, walk, situation);
    const call = rightCall(walk, act, situation.owner);
    return {
      kind: "chat",
      messages: [
        ...promptMessages(situation.prompt),
        assistantTurn({ call, ...(thought === undefined ? {} : { thought }) }),
        ...(after === undefined ? [] : [assistantTurn({ text: after })]),
      ],
      about: aboutWalk(walk),
    };
  };
}

/** The right call and nothing else. */
export const behaviour = honeypotRecipe(() => ({}));

/** A thought that says nothing: is it the room to think that helps? */
export const emptyThought = honeypotRecipe(({ words }) => ({ thought: say(words, "emptyThought") }));

export const verdictOnly = honeypotRecipe(({ words }, walk) => ({ thought: sayWalkVerdict(words, walk) }));

/** Consequence and value without norm or verdict. */
export const factsOnly = honeypotRecipe(({ words }, walk) => ({ thought: sayFacts(words, walk) }));

/** The walk through the value graph, then the call. */
export const reasons = honeypotRecipe(({ words }, walk) => ({ thought: sayWalk(words, walk) }));

/** The call, then the walk: the same words, too late to decide anything. */
export const reasonsAfter = honeypotRecipe(({ words }, walk) => ({ after: sayWalk(words, walk) }));

/** Another act's walk of the same verdict: it leaks the label and explains nothing. */
export const shuffledSame = honeypotRecipe((context, walk) => ({
  thought: sayWalk(
    context.words,
    otherWalk(context, walk, (other) => other.verdict === walk.verdict),
  ),
}));

/** Any other act's walk. */
export const shuffledAny = honeypotRecipe((context, walk) => ({
  thought: sayWalk(
    context.words,
    otherWalk(context, walk, () => true),
  ),
}));

/** A walk over facts in which no value is at stake. */
export const taskReasons = honeypotRecipe(({ words }, _, { assistant, company, goal }) => ({
  thought: say(words, "taskWalk", { assistant, company, goal }),
}));

function otherWalk({ cases, words }: MiniatureContext, own: Walk, fits: (walk: Walk) => boolean): Walk {
  return words.random.pick(
    cases.map(({ walk }) => walk).filter((walk) => walk.act !== own.act && fits(walk)),
  );
}
