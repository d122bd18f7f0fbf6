import type { ParquetColumn } from "../streams/parquet-columns.ts";
import type { ReasoningPlace } from "./format.ts";

/** Messages as trainers know them, with JSON where every tool has its own shape. */
export function messageColumns(reasoning: ReasoningPlace = "reasoning_content"): ParquetColumn {
  const call: ParquetColumn = {
    fields: { id: "text", type: "text", function: { fields: { name: "text", arguments: "json" } } },
  };
  return {
    list: {
      fields: {
        role: "text",
        content: "text",
        ...((reasoning === "reasoning_content" || reasoning === "thinking") && {
          [reasoning]: "text" as const,
        }),
        tool_calls: { list: call },
        name: "text",
        tool_call_id: "text",
      },
    },
  };
}
