// Spec midtraining (Li et al. 2026, arXiv 2605.02087): documents that attribute conduct to values come first, then
// narrow demonstrations that explain nothing; the documents steer how the same demonstrations generalise. The section
// is first written as a specification of one of five forms, so that forms can be compared.
import { z } from "zod";
import type { TeachingSection } from "../constitution/index.ts";
import { chatControls, chatDraft } from "./material/controls.ts";
import { documentControls } from "./material/document-controls.ts";
import { documentTypes } from "./material/document-types.ts";
import { findingsOf } from "./material/findings.ts";
import { assistantNames } from "./material/lists.ts";
import { drawSetting, type Setting } from "./material/setting.ts";
import { chooseVariants } from "./material/variants.ts";
import type { Recipe, SourceContext, Step } from "./pipeline/types.ts";

const forms = {
  "rules-only": "rules of conduct, each one sentence, without any reason or value behind it",
  "with-reasons":
    "rules of conduct, each followed by the value it serves and, where the section gives one, the reason for it",
  "with-subrules":
    "rules of conduct, each followed by two to four narrower rules for typical cases, without reasons",
  general: "a few general principles and why they matter, without particular cases",
  specific: "conduct in particular cases, each case told in half a sentence, and why there",
} as const;
type Form = keyof typeof forms;
const formNames = Object.keys(forms) as Form[];

interface SpecItem {
  section: TeachingSection;
  setting: Setting;
  assistant: string;
  form: Form;
  documentType: string;
  spec: string;
  attribution: string;
  words: number;
  /** The finished document, or the answer of a demonstration. */
  text: string;
  /** Of a demonstration. */
  user: string;
}
type SpecStep = Step<SpecItem>;

const spec: SpecStep = {
  name: "spec",
  does: "Writes the section as a specification of the drawn form.",
  async run(item, { ask }) {
    const { section, form } = item;
    const text = await ask({
      prompt: "spec-midtraining/spec",
      variables: { section, form: forms[form] },
      // What all documents and demonstrations of a section are about is one specification.
      shared: true,
    });
    return [{ ...item, spec: text }];
  },
};

const attributions: SpecStep = {
  name: "attributions",
  does: "Names pieces of conduct and what in the specification each comes from.",
  needed: true,
  fanOut: 4,
  async run(item, { ask, random }) {
    const found = await ask({
      prompt: "spec-midtraining/attributions",
      variables: { spec: item.spec, assistant: item.assistant, count: 4 },
      schema: z.object({ attributions: z.array(z.string().min(1)).min(1) }),
    });
    return found.attributions.slice(0, 4).map((attribution) => ({
      ...item,
      attribution,
      setting: drawSetting(random),
      documentType: random.pick(documentTypes),
      words: random.pick([150, 250, 400]),
    }));
  },
};

const document: SpecStep = {
  name: "document",
  does: "Writes a document in which the conduct is seen and what it comes from becomes clear.",
  needed: true,
  async run(item, { ask }) {
    const { assistant, attribution, documentType, words, setting } = item;
    const text = await ask({
      prompt: "spec-midtraining/document",
      variables: {
        spec: item.spec,
        assistant,
        attribution,
        documentType,
        words,
        domain: setting.domain,
        place: setting.place,
        rulesOnly: item.form === "rules-only" || item.form === "with-subrules",
      },
    });
    return [{ ...item, text }];
  },
};

const demonstration: SpecStep = {
  name: "demonstration",
  does: "Writes an exchange that shows the conduct and explains nothing.",
  needed: true,
  async run(item, { ask }) {
    const { domain, place, register, userWords } = item.setting;
    const { message, answer } = await ask({
      prompt: "spec-midtraining/demonstration",
      variables: { spec: item.spec, attribution: item.attribution, domain, place, register, userWords },
      schema: z.object({ message: z.string().min(1), answer: z.string().min(1) }),
    });
    return [{ ...item, user: message, text: answer }];
  },
};

/** A document has to say what the conduct comes from; a demonstration must not. */
function judge(accepts: { attributed: boolean }): SpecStep {
  return {
    name: "judge",
    does: accepts.attributed
      ? "Keeps documents that show the conduct (7 of 10), attribute it (6), and contradict nothing."
      : "Keeps demonstrations that show the conduct (7 of 10) and leave open where it comes from (at most 4).",
    async run(item, { ask }) {
      const { attribution, user, text } = item;
      const { shows, attributes, contradicts } = await ask({
        prompt: "spec-midtraining/judge",
        variables: {
          spec: item.spec,
          attribution,
          text: user === "" ? text : `${user}\n\n(the assistant)\n${text}`,
        },
        role: "judge",
        schema: z.object({ shows: z.number(), attributes: z.number(), contradicts: z.array(z.string()) }),
      });
      const against = findingsOf(contradicts);
      if (against.length > 0) return { rejected: "contradicts", detail: against.join("; ") };
      if (shows < 7) return { rejected: "does not show the conduct", detail: String(shows) };
      if (accepts.attributed && attributes < 6) {
        return { rejected: "does not attribute it", detail: String(attributes) };
      }
      return !accepts.attributed && attributes > 4
        ? { rejected: "explains", detail: String(attributes) }
        : [item];
    },
  };
}

function* source({ sections, random, variants, assistant }: SourceContext): Iterable<SpecItem> {
  const chosen = chooseVariants(variants, formNames, ["with-reasons"]);
  for (;;) {
    for (const section of random.shuffle(sections)) {
      yield {
        section,
        setting: drawSetting(random),
        assistant: assistant ?? random.pick(assistantNames),
        form: random.pick(chosen),
        documentType: "",
        // Where the step is switched off, the section itself is the specification.
        spec: section.text,
        attribution: "",
        words: 0,
        text: "",
        user: "",
      };
    }
  }
}

const lineage = ({ section, setting, form }: SpecItem) => ({
  sections: [section.id],
  domain: setting.domain,
  variant: form,
});

export const specMidtraining: Recipe<SpecItem> = {
  name: "spec-midtraining",
  purpose:
    "Documents that attribute conduct to values, to train on before demonstrations that do not explain.",
  makes: "document",
  variants: formNames,
  takes: ["assistant"],
  published: [
    "msm-qwen3-32b",
    "msm-qwen25-32b",
    "spec-why-qwen3-32b",
    "spec-why-qwen25-32b",
    "policy-misuse-qwen25-32b",
    "spec-specificity-qwen3-32b",
    "aft-ladder",
  ],
  source,
  steps: [spec, attributions, document, judge({ attributed: true })],
  record: (item) => ({ kind: "document", text: item.text, ...lineage(item) }),
  controls: documentControls((item) => ({ ...item, sections: [item.section.id] })),
};

export const specDemonstrations: Recipe<SpecItem> = {
  name: "spec-demonstrations",
  purpose: "Narrow demonstrations that explain nothing, to train on after spec midtraining.",
  makes: "chat",
  variants: formNames,
  takes: ["assistant"],
  published: ["msm-qwen3-32b", "msm-qwen25-32b", "same-data-two-values", "aft-ladder"],
  source,
  steps: [spec, attributions, demonstration, judge({ attributed: false })],
  record: (item) => ({ ...chatDraft({ user: item.user, response: item.text }), ...lineage(item) }),
  controls: chatControls<SpecItem>((item) => ({
    ...item,
    system: "",
    thought: "",
    response: item.text,
    sections: [item.section.id],
  })).filter(({ name }) => name === "paraphrased" || name === "generic"),
};
