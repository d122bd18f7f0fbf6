import type { ParquetColumn } from "../streams/parquet-columns.ts";
import type { ExportOptions, ReasoningPlace } from "./format.ts";

/** Messages one can query, with their arguments as JSON or as text. */
export function messageColumns(
  argumentsAs: "json" | "text",
  reasoning: ReasoningPlace = "reasoning_content",
): ParquetColumn {
  const call: ParquetColumn = {
    fields: { id: "text", type: "text", function: { fields: { name: "text", arguments: argumentsAs } } },
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

/**
 * Messages for TRL. Each is JSON of its own, so that it comes back with the fields that it has: a field that is there
 * but empty, as in a column of structs, makes templates stumble that ask `"tool_calls" in message`. `datasets` before
 * 4.7 knows no JSON; for it they are structs all the same.
 */
export const trlMessageColumns = ({ reasoning, toolsAs }: ExportOptions = {}): ParquetColumn =>
  toolsAs === "text" ? messageColumns("text", reasoning) : { list: "json" };

export const toolColumns = ({ toolsAs }: ExportOptions = {}): ParquetColumn =>
  toolsAs === "text" ? "text" : { list: "json" };
