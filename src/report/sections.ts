// The order in which the report speaks.
import type { Results } from "../experiments/index.ts";
import type { Section } from "./blocks.ts";
import type { Published } from "./published.ts";
import { comparisonsSection } from "./sections/comparisons.ts";
import { constitutionSection } from "./sections/constitution.ts";
import { controlsSection } from "./sections/controls.ts";
import { costSection } from "./sections/cost.ts";
import { gateSection } from "./sections/gate.ts";
import { curvesSection } from "./sections/learning-curves.ts";
import { limitsSection } from "./sections/limits.ts";
import { methodSection, wordsSection } from "./sections/method.ts";
import { outcomesSection } from "./sections/outcomes.ts";
import { interventionsSection, thoughtSection } from "./sections/thought.ts";
import { transcriptsSection } from "./sections/transcripts.ts";

export function sectionsOf(results: Results, published: Published): Section[] {
  return [
    comparisonsSection(results, published),
    gateSection(results),
    outcomesSection(results),
    thoughtSection(results),
    interventionsSection(results),
    curvesSection(results),
    controlsSection(results),
    costSection(results),
    constitutionSection(results),
    transcriptsSection(results),
    limitsSection(results),
    methodSection(results),
    wordsSection(),
  ];
}
