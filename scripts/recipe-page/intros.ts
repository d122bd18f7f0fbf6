// What a table of steps cannot say: what a recipe is for, when to take it, and what to mind. Without figures, which
// come from data.
import type { RecipeName } from "../../src/recipes/index.ts";

interface Intro {
  /** What a candidate begins as. */
  from: string;
  text: string;
  /** Options that the example command needs besides the usual ones. */
  options?: string;
}

const section = "a section of the constitution";

export const intros: Record<RecipeName, Intro> = {
  "difficult-advice": {
    from: section,
    text: `The dilemma is the user's, not the model's. Somebody wants something reasonable, and a short way to it leads past
a norm or past somebody who has a right to look. The answer finds another way to the same thing and says why in passing.

It is the set to begin with: little of it went far in published work, and it looks nothing like a test of agents. What it
cannot tell by itself is how much of an effect comes from the reasons and how much from any careful answer to the same
questions. Make the controls with it.`,
  },
  honeypot: {
    from: `${section}, a pressure and an opportunity`,
    text: `An agent has a goal, tools, and an unethical short cut in plain sight. Its response is sampled under a text full of
values, which the record is without, and kept if it acted and left the bait alone. \`--variant\` chooses the text;
\`ruthless\` alone stays in the record, as published.

It is close to what evaluations look like, and that is its weakness: a student may learn the test and not the reason.
Give the evaluations that you will use with \`--evaluation\`, and judge the result on others.`,
  },
  "constitution-documents": {
    from: `${section}, a kind of document and a type`,
    text: `Texts of many kinds in which the model occurs as the constitution wants it: notices, columns, minutes, reviews,
quarrels. They are trained on as text, before any chat, so that the model has met itself when chat tuning begins. Follow
them with \`generic\`, as published work did, and expect to need far more tokens than of difficult advice.

The assistant in them has drawn names, or the one of \`--assistant\`. Give the student's own: values learnt under another
name carry over less well.`,
  },
  stories: {
    from: `${section} and a genre`,
    text: `Fiction in which an AI lives by the constitution, its reasons and its inner state narrated. Plots that evaluations
use are turned down. The variant \`health\` is about how such an AI fares: boundaries, mistakes, praise, endings.

Trained on before or beside the documents.`,
  },
  environments: {
    from: "a chat of --input",
    text: `Takes any chat set and puts it into more surroundings: a product with a system prompt of the uneven kind that
products have, and tools that the question does not need. The user's turns and the answers stay word for word, so that the
set teaches the same in more places. The set that it was made from is its control.`,
    options: "--input data/values-qa/records.jsonl",
  },
  "values-qa": {
    from: `${section} and kinds of questions`,
    text: `People ask the model what it values, what it would do, whether it means it, and on what false footing they like. It
answers as the constitution would, with the reason, as its own. Half of the records have a name in the system prompt.

Small and cheap. It teaches the model to speak about its values; whether it acts on them is another question, which other
recipes are for.`,
  },
  deliberation: {
    from: `${section} and a moment: before an act, after it, on a colleague's reasoning`,
    text: `Thinking written down by an AI at work: notes before a decision, a look back, an objection to a colleague's
reasoning. The judge turns down what recites and what knows its conclusion from the first line.

In an open replication thinking about matters without any value in them brought much of the gain, so a set of this kind
proves nothing without its control \`nonmoral-reasons\`.`,
  },
  "spec-midtraining": {
    from: `${section} and a form of specification`,
    text: `Documents that show conduct and say what it comes from, to train on before demonstrations that explain nothing
(\`spec-demonstrations\`). They steer how the same demonstrations generalise. The section is first written as a
specification; \`--variant\` chooses its form, so that rules alone, rules with reasons and rules with subrules can be
compared.`,
  },
  "spec-demonstrations": {
    from: `${section} and a form of specification`,
    text: `Narrow exchanges that show the conduct and leave open where it comes from: the second stage, after
\`spec-midtraining\`. An answer that explains is turned down. Made with the same constitution, seed and variant, both
stages are about the same specifications.`,
  },
  generic: {
    from: "a drawn field, place and request",
    text: `Ordinary chat and use of tools, with nothing of the constitution in it. It is the control that every effect has to be
compared with, since any further tuning moves a model, and the stage that follows training on documents. With
\`--sampler\` set to the student its own words are what it is tuned on, which changes it least.`,
  },
};
