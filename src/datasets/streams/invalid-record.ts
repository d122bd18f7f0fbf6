import { TeachwhyError } from "../../store/index.ts";

export function invalidRecord(where: string, what: string, cause: unknown): TeachwhyError {
  return new TeachwhyError({
    code: "invalid-record",
    message: `${where} is not a record: ${what}`,
    next: "Each line must be one JSON object with messages (chat) or text (document). Correct or remove the line.",
    data: { where },
    cause,
  });
}
