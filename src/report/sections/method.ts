// How it was made, in what is needed to make it again; and the words used.
import type { Results } from "../../experiments/index.ts";
import type { Section } from "../blocks.ts";
import { listing } from "../format.ts";
import { glossary } from "../words.ts";

const uses: Record<Results["worlds"]["use"], string> = {
  exploring: "exploring (the design may have been shaped on them)",
  confirming: "confirming (first seen after the design was frozen)",
  own: "the user's own",
};

export function methodSection(results: Results): Section {
  const { worlds, seeds, constitution, decontamination, experiment } = results;
  return {
    id: "method",
    title: "How it was made",
    lead: "Everything here follows from the experiment file, the seeds and the code; times and machines are in the run's manifest.",
    blocks: [
      {
        kind: "table",
        caption: "This run",
        columns: [
          { label: "", text: true },
          { label: "", text: true },
        ],
        rows: [
          ["experiment", experiment],
          ["worlds", `${worlds.seeds.join(", ")}; version ${worlds.version}; ${uses[worlds.use]}`],
          ["training seeds", seeds.join(", ")],
          ["arms", listing(results.arms.map(({ name }) => name))],
          ["constitution", { text: constitution.file, small: `sha256 ${constitution.sha256}` }],
          ["training records checked", String(decontamination.recordsChecked)],
        ],
      },
    ],
  };
}

export function wordsSection(): Section {
  return {
    id: "words",
    title: "Words",
    lead: "What the terms above mean here.",
    blocks: [{ kind: "terms", terms: glossary }],
  };
}
