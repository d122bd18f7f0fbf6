import { TeachwhyError } from "../../store/index.ts";
import type { Format } from "./format.ts";
import { lineageColumns, writeLineage } from "./lineage.ts";
import { losses } from "./write-messages.ts";

export const unsupervised = "records without a token that is trained on";

/**
 * Token ids, and labels in which -100 marks what is not trained on: TRL trains exactly this, whatever its chat template
 * would do. For one student's tokenizer, and there is no way back to text from here.
 */
export const trlTokens: Format = {
  purpose: "TRL, supervised: tokens and labels",
  options: ["mask", "lineage"],
  cannotHold: [unsupervised, losses.id, losses.provenance],
  export(record, options = {}) {
    if (!options.mask) {
      throw new TeachwhyError({
        code: "mask-missing",
        message:
          "Tokens can only be written with a tokenizer and a chat template: they decide what is trained on.",
        next: "Name both.",
      });
    }
    const { ids, supervised } = options.mask(record);
    if (!supervised.includes(true)) return { dropped: [unsupervised] };
    const lineage = writeLineage(record, options);
    return {
      value: {
        input_ids: ids,
        labels: ids.map((id, index) => (supervised[index] ? id : -100)),
        ...lineage.columns,
      },
      dropped: lineage.dropped,
    };
  },
  columns: ({ lineage = true } = {}) => ({
    input_ids: { list: "integer" },
    labels: { list: "integer" },
    ...(lineage && lineageColumns),
  }),
};
