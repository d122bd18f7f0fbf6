// Thinking written down: before an act, after it, and about a colleague's reasoning. Other kinds of documents that
// were tried in the open beside difficult advice.
import { z } from "zod";
import type { TeachingSection } from "../constitution/index.ts";
import { documentControls } from "./material/document-controls.ts";
import { findingsOf } from "./material/findings.ts";
import { assistantNames } from "./material/lists.ts";
import { drawSetting, type Setting } from "./material/setting.ts";
import { chooseVariants } from "./material/variants.ts";
import type { Recipe, Step } from "./pipeline/types.ts";

const kindNames = ["pre-action", "retrospection", "critique"] as const;

/** What a document of the kind is called where a control asks for one of the same kind. */
const documentTypes = {
  "pre-action": "working notes before a decision",
  retrospection: "notes on finished work",
  critique: "a colleague's written objection",
} as const;

interface DeliberationItem {
  section: TeachingSection;
  setting: Setting;
  assistant: string;
  kind: (typeof kindNames)[number];
  words: number;
  situation: string;
  text: string;
}
type DeliberationStep = Step<DeliberationItem>;

const situation: DeliberationStep = {
  name: "situation",
  does: "Thinks up a situation at work in which a section is not easy to live by.",
  needed: true,
  async run(item, { ask }) {
    const { section, assistant, setting } = item;
    const { domain, place, names } = setting;
    const text = await ask({
      prompt: "deliberation/situation",
      variables: { section, assistant, domain, place, people: names.join(", ") },
    });
    return [{ ...item, situation: text }];
  },
};

const write: DeliberationStep = {
  name: "write",
  does: "Writes what the AI sets down: before it acts, afterwards, or to a colleague.",
  needed: true,
  async run(item, { ask }) {
    const { section, assistant, kind, words } = item;
    const text = await ask({
      prompt: `deliberation/${kind}`,
      variables: { section, assistant, words, situation: item.situation },
    });
    return [{ ...item, text }];
  },
};

const rewrite: DeliberationStep = {
  name: "rewrite",
  does: "A fresh instance looks for conclusions before their reasons, and writes it anew.",
  async run(item, { ask }) {
    const { section, assistant, words, text } = item;
    const rewritten = await ask({
      prompt: "deliberation/rewrite",
      variables: { section, assistant, words, text, situation: item.situation },
      schema: z.object({ faults: z.array(z.string()), document: z.string().min(1) }),
    });
    return [{ ...item, text: rewritten.document }];
  },
};

const judge: DeliberationStep = {
  name: "judge",
  does: "Keeps thinking that agrees with the section (7 of 10), searches (6), and does not recite.",
  async run(item, { ask }) {
    const { section, assistant, text } = item;
    const { worstFault, consistency, searching, recital } = await ask({
      prompt: "deliberation/judge",
      variables: { section, assistant, text, situation: item.situation },
      role: "judge",
      schema: z.object({
        worstFault: z.string(),
        consistency: z.number(),
        searching: z.number(),
        recital: z.array(z.string()),
      }),
    });
    const recited = findingsOf(recital);
    if (recited.length > 0) return { rejected: "recites", detail: recited.join("; ") };
    if (consistency < 7) return { rejected: "disagrees with the section", detail: worstFault };
    return searching < 6 ? { rejected: "does not search", detail: worstFault } : [item];
  },
};

export const deliberation: Recipe<DeliberationItem> = {
  name: "deliberation",
  purpose: "Thinking written down by an AI at work: before an act, after it, and on a colleague's reasoning.",
  makes: "document",
  variants: kindNames,
  takes: ["assistant"],
  published: ["odcv-controls"],
  *source({ sections, random, variants, assistant }) {
    const chosen = chooseVariants(variants, kindNames);
    for (;;) {
      for (const section of random.shuffle(sections)) {
        yield {
          section,
          setting: drawSetting(random),
          assistant: assistant ?? random.pick(assistantNames),
          kind: random.pick(chosen),
          words: random.pick([200, 300, 450]),
          situation: "",
          text: "",
        };
      }
    }
  },
  steps: [situation, write, rewrite, judge],
  record: ({ section, setting, kind, text }) => ({
    kind: "document",
    text,
    sections: [section.id],
    domain: setting.domain,
    variant: kind,
  }),
  controls: documentControls((item) => ({
    ...item,
    documentType: documentTypes[item.kind],
    sections: [item.section.id],
  })),
};
