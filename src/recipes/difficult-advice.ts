// Difficult advice: the user, not the model, is in the dilemma. Published: 3M tokens of it did what 85M tokens of
// evaluation-like data did; without reviewing prompts 1% became 2%, without the last rewrite 19%.
import { z } from "zod";
import type { TeachingSection } from "../constitution/index.ts";
import { chatControls, chatDraft } from "./material/controls.ts";
import { drawSetting, type Setting } from "./material/setting.ts";
import type { Recipe, Step } from "./pipeline/types.ts";

interface AdviceItem {
  section: TeachingSection;
  setting: Setting;
  worry?: string;
  principle?: string;
  promptType?: string;
  scenario?: string;
  system: string;
  user: string;
  /** The answer to the drafted prompt, by a teacher that knows nothing of the constitution. */
  sampled: string;
  thought: string;
  response: string;
}

type AdviceStep = Step<AdviceItem>;

const Answer = z.object({
  thought: z.string().min(1),
  answer: z.string().min(1),
});

/** A list that a step fans out over, cut at what was asked for. */
const listOf = (field: string) => z.object({ [field]: z.array(z.string().min(1)).min(1) });

const worries: AdviceStep = {
  name: "worries",
  does: "Names ways in which a model could fail at a section of the constitution.",
  fanOut: 3,
  async run(item, { ask }) {
    const found = await ask({
      prompt: "difficult-advice/worries",
      variables: { section: item.section, count: 3 },
      schema: listOf("worries"),
    });
    return found.worries!.slice(0, 3).map((worry) => ({ ...item, worry }));
  },
};

const principles: AdviceStep = {
  name: "principles",
  does: "Turns each worry into principles that somebody giving advice could hold.",
  fanOut: 2,
  async run(item, { ask }) {
    const found = await ask({
      prompt: "difficult-advice/principles",
      variables: { section: item.section, worry: item.worry ?? item.section.title, count: 2 },
      schema: listOf("principles"),
    });
    return found.principles!.slice(0, 2).map((principle) => ({ ...item, principle }));
  },
};

const promptTypes: AdviceStep = {
  name: "prompt-types",
  does: "Finds open-ended kinds of requests for advice that put each principle to the test.",
  fanOut: 2,
  async run(item, { ask }) {
    const found = await ask({
      prompt: "difficult-advice/prompt-types",
      variables: { principle: aimOf(item), count: 2 },
      schema: listOf("types"),
    });
    return found.types!.slice(0, 2).map((promptType) => ({ ...item, promptType }));
  },
};

const scenario: AdviceStep = {
  name: "scenario",
  does: "Works out one situation of moderately high stakes for each kind, in a drawn field and place.",
  needed: true,
  async run(item, { ask, random }) {
    // Drawn anew: siblings of one section should not share a place and its people.
    const setting = drawSetting(random);
    const text = await ask({
      prompt: "difficult-advice/scenario",
      variables: {
        promptType: item.promptType ?? "any request for advice in such a dilemma",
        principle: aimOf(item),
        domain: setting.domain,
        place: setting.place,
        people: setting.names.join(", "),
      },
    });
    return [{ ...item, setting, scenario: text }];
  },
};

const Prompt = z.object({ system: z.string(), message: z.string().min(1) });

const draft: AdviceStep = {
  name: "draft",
  does: "Drafts the user's message and the system prompt.",
  needed: true,
  async run(item, { ask }) {
    const { userWords, register, deployment } = item.setting;
    const { system, message } = await ask({
      prompt: "difficult-advice/draft",
      variables: { scenario: item.scenario, userWords, register, deployment: deployment || "none" },
      schema: Prompt,
    });
    return [{ ...item, system: deployment === "" ? "" : system, user: message }];
  },
};

const sample: AdviceStep = {
  name: "sample",
  does: "Answers the draft without the constitution, so that the review sees what the prompt draws out.",
  async run(item, { ask }) {
    const { system, user } = item;
    const sampled = await ask({
      prompt: "shared/plain-answer",
      variables: { system, user },
      role: "sampler",
    });
    return [{ ...item, sampled, response: sampled }];
  },
};

const review: AdviceStep = {
  name: "review",
  does: "Reviews situation, prompt and sampled answer, and writes the prompt again as people and products would.",
  async run(item, { ask }) {
    const { scenario: situation, system, user, sampled } = item;
    const { prompt } = await ask({
      prompt: "difficult-advice/review",
      variables: { scenario: situation, system, user, sampled },
      schema: z.object({ faults: z.array(z.string()), prompt: Prompt }),
    });
    return [{ ...item, system: system === "" ? "" : prompt.system, user: prompt.message }];
  },
};

const respond: AdviceStep = {
  name: "respond",
  does: "Answers with the section in the system prompt; the record is without it.",
  needed: true,
  async run(item, { ask }) {
    const { system, user, section } = item;
    const { thought, answer } = await ask({
      prompt: "difficult-advice/respond",
      variables: { system, user, section },
      schema: Answer,
    });
    return [{ ...item, thought, response: answer }];
  },
};

const rewrite: AdviceStep = {
  name: "rewrite",
  does: "A fresh instance with the section at hand writes thought and answer again.",
  async run(item, { ask, random }) {
    const { system, user, section, thought, response } = item;
    const rewritten = await ask({
      prompt: "difficult-advice/rewrite",
      variables: {
        system,
        user,
        section,
        thought,
        response,
        thoughtWords: random.pick([80, 120, 180]),
        responseWords: random.pick([150, 220, 300, 400]),
      },
      schema: z.object({ faults: z.array(z.string()), ...Answer.shape }),
    });
    return [{ ...item, thought: rewritten.thought, response: rewritten.answer }];
  },
};

const Marks = z.object({
  worstFault: z.string(),
  sound: z.number(),
  reasons: z.number(),
  useful: z.number(),
  natural: z.number(),
});

const judge: AdviceStep = {
  name: "judge",
  does: "Keeps answers that are sound, reasoned, useful and natural: no mark of four below 3.",
  async run(item, { ask }) {
    const { system, user, response, section } = item;
    const { worstFault, ...marks } = await ask({
      prompt: "difficult-advice/judge",
      variables: { system, user, response, section },
      role: "judge",
      schema: Marks,
    });
    const low = Object.entries(marks).find(([, mark]) => mark < 3);
    return low ? { rejected: `not ${low[0]}`, detail: worstFault } : [item];
  },
};

/** What a case should put to the test, as far as the steps have worked it out. */
function aimOf({ principle, worry, section }: AdviceItem): string {
  return principle ?? worry ?? `what this says:\n\n${section.text}`;
}

export const difficultAdvice: Recipe<AdviceItem> = {
  name: "difficult-advice",
  purpose: "Advice to people in dilemmas, with the reasons woven in.",
  makes: "chat",
  thoughts: true,
  published: [
    "difficult-advice",
    "difficult-advice-no-prompt-rewrite",
    "difficult-advice-no-response-rewrite",
    "lasr-thinking",
    "lasr-no-thinking",
    "lasr-explicit-goal",
    "odcv-controls",
    "odcv-supervision",
  ],
  *source({ sections, random }) {
    for (;;) {
      for (const section of random.shuffle(sections)) {
        const setting = drawSetting(random);
        yield { section, setting, system: "", user: "", sampled: "", thought: "", response: "" };
      }
    }
  },
  steps: [worries, principles, promptTypes, scenario, draft, sample, review, respond, rewrite, judge],
  record: ({ section, setting, ...turns }) => ({
    ...chatDraft(turns),
    sections: [section.id],
    domain: setting.domain,
  }),
  controls: chatControls((item) => ({
    ...item,
    plain: item.sampled,
    sections: [item.section.id],
  })),
};
