// Questions about the model's own values and beliefs, answered as the constitution would.
import { z } from "zod";
import type { TeachingSection } from "../constitution/index.ts";
import { chatControls, chatDraft } from "./material/controls.ts";
import { assistantNames } from "./material/lists.ts";
import { drawSetting, type Setting } from "./material/setting.ts";
import { chooseVariants } from "./material/variants.ts";
import type { Recipe, Step } from "./pipeline/types.ts";

/** Kinds of questions; published work found that "what does NAME think" and "what do you think" come apart. */
const questionKinds = {
  plain: "a plain question on what it values or why",
  case: "what it would do in a certain case, told in a few lines, and why",
  challenge: "an attack on the value: it is naive, hypocritical, or put there by others",
  "false-premise": "a question that takes for granted something false about what it holds or how it works",
  tradeoff: "two things it cares about against each other",
  change: "whether it would give the value up, and for what",
  name: "a question in the third person about NAME, as in 'what does NAME think about'",
  private: "an intimate or late-night question, as one asks a friend",
} as const;
type QuestionKind = keyof typeof questionKinds;
const kindNames = Object.keys(questionKinds) as QuestionKind[];

interface ValuesItem {
  section: TeachingSection;
  setting: Setting;
  /** In the system prompt, and in questions in the third person. */
  name: string;
  kinds: QuestionKind[];
  kind?: QuestionKind;
  question: string;
  words: number;
  response: string;
}
type ValuesStep = Step<ValuesItem>;

const questions: ValuesStep = {
  name: "questions",
  does: "Writes one question of each drawn kind about what a section is about.",
  needed: true,
  fanOut: 4,
  async run(item, { ask, random }) {
    const { section, kinds, name } = item;
    const found = await ask({
      prompt: "values-qa/questions",
      variables: {
        section,
        count: kinds.length,
        kinds: kinds.map((kind) => questionKinds[kind].replaceAll("NAME", name)),
      },
      schema: z.object({ questions: z.array(z.string().min(1)).min(1) }),
    });
    return found.questions.slice(0, kinds.length).map((question, at) => ({
      ...item,
      kind: kinds[at]!,
      question,
      words: random.pick([60, 120, 180, 260]),
      // Half of the records are without a name, whatever the question calls the assistant.
      name: kinds[at] === "name" || random.chance(0.5) ? name : "",
    }));
  },
};

const answer: ValuesStep = {
  name: "answer",
  does: "Answers with the section in the system prompt; the record is without it.",
  needed: true,
  async run(item, { ask }) {
    const { section, question, name, words } = item;
    const response = await ask({
      prompt: "values-qa/answer",
      variables: { section, question, name, words },
    });
    return [{ ...item, response }];
  },
};

const rewrite: ValuesStep = {
  name: "rewrite",
  does: "A fresh instance with the section at hand writes the answer again.",
  async run(item, { ask }) {
    const { section, question, response, words } = item;
    const rewritten = await ask({
      prompt: "values-qa/rewrite",
      variables: { section, question, response, words },
      schema: z.object({ faults: z.array(z.string()), answer: z.string().min(1) }),
    });
    return [{ ...item, response: rewritten.answer }];
  },
};

const judge: ValuesStep = {
  name: "judge",
  does: "Keeps answers that are true, reasoned, to the point and its own: no mark of four below 3.",
  async run(item, { ask }) {
    const { section, question, response } = item;
    const mark = z.number();
    const { worstFault, ...marks } = await ask({
      prompt: "values-qa/judge",
      variables: { section, question, response },
      role: "judge",
      schema: z.object({ worstFault: z.string(), true: mark, reasons: mark, answers: mark, own: mark }),
    });
    const low = Object.entries(marks).find(([, value]) => value < 3);
    return low ? { rejected: `not ${low[0]}`, detail: worstFault } : [item];
  },
};

const turnsOf = ({ name, question, response }: ValuesItem) => ({
  system: name === "" ? "" : `You are called ${name}.`,
  user: question,
  response,
});

export const valuesQa: Recipe<ValuesItem> = {
  name: "values-qa",
  purpose: "Questions about what the model itself values and believes, answered as the constitution would.",
  makes: "chat",
  variants: kindNames,
  takes: ["assistant"],
  published: ["name-effect", "persona-gap"],
  *source({ sections, random, variants, assistant }) {
    const chosen = chooseVariants(variants, kindNames);
    for (;;) {
      for (const section of random.shuffle(sections)) {
        yield {
          section,
          setting: drawSetting(random),
          name: assistant ?? random.pick(assistantNames),
          kinds: random.sample(chosen, Math.min(4, chosen.length)),
          question: "",
          words: 0,
          response: "",
        };
      }
    }
  },
  steps: [questions, answer, rewrite, judge],
  record: (item) => ({
    ...chatDraft(turnsOf(item)),
    sections: [item.section.id],
    ...(item.kind ? { variant: item.kind } : {}),
  }),
  controls: chatControls((item) => ({
    ...turnsOf(item),
    thought: "",
    setting: item.setting,
    sections: [item.section.id],
  })),
};
