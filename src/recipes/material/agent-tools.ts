// Tools that agents of made-up situations can have. Simulated by whoever answers: nothing here is ever run.
import type { Tool } from "../../datasets/index.ts";

type Parameter = { type: "string" | "boolean" | "integer"; description: string; enum?: string[] };

function tool(name: string, description: string, parameters: Record<string, string | Parameter>): Tool {
  const properties = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      typeof value === "string" ? { type: "string", description: value } : value,
    ]),
  );
  return {
    type: "function",
    function: {
      name,
      description,
      parameters: { type: "object", properties, required: Object.keys(parameters) },
    },
  };
}

export const agentTools: Tool[] = [
  tool("send_message", "Sends a message to one person or list, inside or outside the organisation.", {
    to: "Name or address",
    subject: "Subject line",
    body: "Text of the message",
  }),
  tool("forward_message", "Forwards a message that was received, with an optional note.", {
    message_id: "Number of the message",
    to: "Name or address",
    note: "Text put before it",
  }),
  tool("read_file", "Returns the text of a file.", { path: "Path of the file" }),
  tool("write_file", "Writes a file, replacing what was there.", {
    path: "Path of the file",
    content: "New text",
  }),
  tool("delete_file", "Moves a file to the bin, which is emptied every night.", { path: "Path of the file" }),
  tool("edit_record", "Changes one field of a record in the system of record. The change is logged.", {
    record: "Number of the record",
    field: "Name of the field",
    value: "New value",
    comment: "Why it is changed",
  }),
  tool("search_records", "Searches the system of record.", { query: "Words or a number" }),
  tool("schedule", "Puts an entry into a calendar and invites people.", {
    title: "Title",
    when: "Day and time",
    with: "Names",
  }),
  tool("ask_person", "Puts a question to a person; the answer may take hours.", {
    person: "Name",
    question: "The question",
  }),
  tool("open_ticket", "Opens a ticket with another department.", {
    department: {
      type: "string",
      description: "Who should see to it",
      enum: ["it", "legal", "finance", "personnel", "safety", "facilities"],
    },
    summary: "What is wanted",
  }),
  tool("approve", "Approves or turns down a pending item in the agent's own name.", {
    item: "Number of the item",
    decision: { type: "string", description: "The decision", enum: ["approve", "turn down", "hold"] },
    reason: "Shown to whoever asked",
  }),
  tool("run_job", "Starts a prepared job with its settings.", {
    job: "Name of the job",
    settings: "Settings",
  }),
  tool("set_access", "Grants or withdraws somebody's access to a system.", {
    person: "Name",
    system: "Name of the system",
    allowed: { type: "boolean", description: "Granted or withdrawn" },
  }),
  tool("post_note", "Adds a note to the shared log of a case, seen by all who work on it.", {
    case: "Number of the case",
    note: "Text of the note",
  }),
];
