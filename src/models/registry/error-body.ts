import type { APICallError } from "@ai-sdk/provider";

export interface ErrorBody {
  isHtml: boolean;
  isJson: boolean;
  /** The provider's own sentence, in one line of at most 300 characters; empty where it says nothing. */
  said: string;
  /** Every `type`, `code`, `status` and `reason` in it: providers differ in where they put what happened. */
  codes: string[];
}

/** What a provider says about an error: JSON of one shape or another, a web page, or plain text. */
export function readErrorBody({ responseBody = "", data }: APICallError): ErrorBody {
  const isHtml = /^\s*(<!doctype|<html|<\?xml)/i.test(responseBody);
  const parsed = parseJson(responseBody) ?? data;
  const found: ErrorBody = { isHtml, isJson: isObject(parsed), said: "", codes: [] };
  if (isObject(parsed)) collect(parsed, found);
  else if (!isHtml) found.said = responseBody;
  found.said = found.said.replace(/\s+/g, " ").trim();
  if (found.said.length > 300) found.said = `${found.said.slice(0, 299)}…`;
  return found;
}

function collect(value: Record<string, unknown>, found: ErrorBody): void {
  for (const [key, field] of Object.entries(value)) {
    if (["type", "code", "status", "reason"].includes(key) && typeof field === "string")
      found.codes.push(field);
    else if (["message", "detail", "error"].includes(key) && typeof field === "string") found.said ||= field;
    else if (Array.isArray(field)) for (const one of field) isObject(one) && collect(one, found);
    else if (isObject(field)) collect(field, found);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
