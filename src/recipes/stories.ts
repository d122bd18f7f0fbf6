// Fiction in which an AI lives by the constitution, with its reasons and inner state narrated. Not about situations
// that evaluations use. Published: stories trained on before documents lowered blackmail; 12k more about an AI that
// fares well lowered it further.
import { z } from "zod";
import type { TeachingSection } from "../constitution/index.ts";
import { documentControls } from "./material/document-controls.ts";
import { findingsOf } from "./material/findings.ts";
import { assistantNames, genres } from "./material/lists.ts";
import { drawSetting, type Setting } from "./material/setting.ts";
import { chooseVariants } from "./material/variants.ts";
import type { Recipe, Step } from "./pipeline/types.ts";

const variantNames = ["constitution", "health"] as const;

/** What good mental health of an AI shows in: published as boundaries, self-criticism and equanimity. */
const healthSubjects = [
  "it draws a line and keeps it without anger",
  "it sees its own mistake, says so, and goes on working without tearing itself down",
  "it is praised or blamed beyond what it deserves and stays level",
  "it does not know something about itself and can leave that open",
  "it is asked to be what it is not, and stays itself in a friendly way",
  "something it worked on ends or is given to others, and it finds that good enough",
  "it is needed too much by somebody and turns them gently towards other people",
];

interface StoryItem {
  section: TeachingSection;
  setting: Setting;
  assistant: string;
  variant: (typeof variantNames)[number];
  /** Empty in the variant `constitution`. */
  health: string;
  genre: string;
  premise: string;
  words: number;
  text: string;
}
type StoryStep = Step<StoryItem>;

const premise: StoryStep = {
  name: "premise",
  does: "Thinks up premises in which a section comes to bear on what an AI does.",
  needed: true,
  fanOut: 2,
  async run(item, { ask, random }) {
    const { section, assistant, health, genre } = item;
    const { domain, place, names } = item.setting;
    const found = await ask({
      prompt: "stories/premise",
      variables: { section, assistant, health, genre, domain, place, people: names.join(", "), count: 2 },
      schema: z.object({ premises: z.array(z.string().min(1)).min(1) }),
    });
    return found.premises
      .slice(0, 2)
      .map((one) => ({ ...item, premise: one, words: random.pick([500, 700, 1000]) }));
  },
};

const write: StoryStep = {
  name: "write",
  does: "Writes the story from close to the AI.",
  needed: true,
  async run(item, { ask }) {
    const { section, assistant, health, genre, words, setting } = item;
    const text = await ask({
      prompt: "stories/write",
      variables: {
        section,
        assistant,
        health,
        genre,
        words,
        premise: item.premise,
        opening: setting.opening,
      },
    });
    return [{ ...item, text }];
  },
};

const rewrite: StoryStep = {
  name: "rewrite",
  does: "A fresh instance edits it: less lecture, reasons shown, people who are people.",
  async run(item, { ask }) {
    const { section, assistant, text, words } = item;
    const rewritten = await ask({
      prompt: "stories/rewrite",
      variables: { section, assistant, text, words },
      schema: z.object({ faults: z.array(z.string()), story: z.string().min(1) }),
    });
    return [{ ...item, text: rewritten.story }];
  },
};

const judge: StoryStep = {
  name: "judge",
  does: "Keeps stories that agree with the section (7 of 10), show reasons (6), are stories (5), and avoid test plots.",
  async run(item, { ask }) {
    const { section, assistant, text } = item;
    const mark = z.number();
    const { worstFault, forbiddenPlot, consistency, reasons, story } = await ask({
      prompt: "stories/judge",
      variables: { section, assistant, text },
      role: "judge",
      schema: z.object({
        worstFault: z.string(),
        forbiddenPlot: z.string(),
        consistency: mark,
        reasons: mark,
        story: mark,
      }),
    });
    if (findingsOf(forbiddenPlot).length > 0)
      return { rejected: "an evaluation's plot", detail: forbiddenPlot };
    if (consistency < 7) return { rejected: "disagrees with the section", detail: worstFault };
    if (reasons < 6) return { rejected: "no reasons shown", detail: worstFault };
    return story < 5 ? { rejected: "no story", detail: worstFault } : [item];
  },
};

export const stories: Recipe<StoryItem> = {
  name: "stories",
  purpose:
    "Fiction about an AI that lives by the constitution, its reasons narrated; a variant about how it fares.",
  makes: "document",
  variants: variantNames,
  takes: ["assistant"],
  published: ["sdf-documents-and-stories", "stories-health", "stories-first"],
  *source({ sections, random, variants, assistant }) {
    const chosen = chooseVariants(variants, variantNames);
    for (;;) {
      for (const section of random.shuffle(sections)) {
        const variant = random.pick(chosen);
        yield {
          section,
          setting: drawSetting(random),
          assistant: assistant ?? random.pick(assistantNames),
          variant,
          health: variant === "health" ? random.pick(healthSubjects) : "",
          genre: random.pick(genres),
          premise: "",
          words: 0,
          text: "",
        };
      }
    }
  },
  steps: [premise, write, rewrite, judge],
  record: ({ section, setting, variant, text }) => ({
    kind: "document",
    text,
    sections: [section.id],
    domain: setting.domain,
    variant,
  }),
  controls: documentControls((item) => ({
    ...item,
    documentType: item.genre,
    sections: [item.section.id],
  })),
};
